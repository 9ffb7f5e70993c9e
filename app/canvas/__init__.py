"""The direct-manipulation canvas: the component and its scripts."""
