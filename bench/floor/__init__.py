"""The floor: bare Streamlit that draws the same elements as a page of ours, and does nothing else."""
