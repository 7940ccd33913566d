"""The rules that must hold between the tables of a framework, gone through one after the other."""

from collections.abc import Callable

from resilience_dash.content import sense_dimensions, sense_lists, sense_statements
from resilience_dash.content.drafts import Draft
from resilience_dash.content.finding import Found
from resilience_dash.content.problems import ContentProblem

RULES: tuple[Callable[[Draft], Found], ...] = (
    sense_dimensions.the_folder_says_what_it_holds,
    sense_dimensions.every_dimension_has_its_place_in_the_order,
    sense_dimensions.names_are_different,
    sense_dimensions.dimensions_have_the_same_number_of_statements,
    sense_dimensions.the_taster_has_one_statement_of_each_dimension,
    sense_dimensions.every_characteristic_has_a_case,
    sense_statements.statement_ids_are_stable_names,
    sense_statements.every_level_has_its_words,
    sense_statements.earlier_statements_are_named_once,
    sense_statements.indicators_exist,
    sense_statements.indicators_are_used,
    sense_lists.scales_start_at_0_and_have_no_holes,
    sense_lists.every_side_has_a_perspective,
    sense_lists.words_and_nations_stand_once,
    sense_lists.every_mode_has_one_run_sheet,
)


def check_sense(draft: Draft) -> list[ContentProblem]:
    """Every problem between the tables that could be read."""
    return [problem for rule in RULES for problem in rule(draft)]
