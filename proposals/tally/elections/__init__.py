"""Elections of several persons by single transferable votes."""
