"""What this browser tab is looking at: the one place that touches the address and `st.session_state`.

The address names the assessment, the dimension and who is answering, so that a reload, another tab and another device
come back to the same place. The session only remembers what the address cannot: which answer a page has shown.
Pages say `state.…` and need not know which file of this folder answers.
"""

from resilience_dash.ui.state.address_bar import (
    address,
    answer_as,
    forget_assessment,
    go_to_dimension,
    params,
    recorder,
    remembered_assessment,
    wrong_statement,
)
from resilience_dash.ui.state.asking import (
    caller,
    database,
    let_in,
)
from resilience_dash.ui.state.browser import (
    DEVICE_COOKIE,
    clock,
    dark,
    day,
    device,
)
from resilience_dash.ui.state.opened import (
    dimension,
    open_all,
    open_card,
    open_head,
    open_mine,
    period_before,
    report,
)
from resilience_dash.ui.state.shown import (
    all_saved,
    count_unsaved_anew,
    not_saved,
    read_again,
    remember_agreement,
    remember_shown,
    results_read,
    seen,
    seen_agreement,
    shown_agreement,
    shown_answer,
    unsaved,
)
from resilience_dash.ui.state.widgets import (
    follow,
    get,
    next_turn,
    put,
    said,
    say_next,
    show_next,
    show_no_more,
    take_over,
    turn,
)

__all__ = [
    "DEVICE_COOKIE",
    "address",
    "all_saved",
    "answer_as",
    "caller",
    "clock",
    "count_unsaved_anew",
    "dark",
    "database",
    "day",
    "device",
    "dimension",
    "follow",
    "forget_assessment",
    "get",
    "go_to_dimension",
    "let_in",
    "next_turn",
    "not_saved",
    "open_all",
    "open_card",
    "open_head",
    "open_mine",
    "params",
    "period_before",
    "put",
    "read_again",
    "recorder",
    "remember_agreement",
    "remember_shown",
    "remembered_assessment",
    "report",
    "results_read",
    "said",
    "say_next",
    "seen",
    "seen_agreement",
    "show_next",
    "show_no_more",
    "shown_agreement",
    "shown_answer",
    "take_over",
    "turn",
    "unsaved",
    "wrong_statement",
]
