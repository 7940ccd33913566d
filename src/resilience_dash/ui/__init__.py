"""Streamlit pieces shared by pages, and the only owner of the session's state."""
