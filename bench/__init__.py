"""What must stay fast, timed beside bare Streamlit that draws the same."""
