"""A small kit for synthetic camera clips in Blender's Python module; every shape and surface is made by code.

Axes: Z up, metres, ground near z = 0; a figure faces +Y in its own frame; angles in radians, headings count
counter-clockwise from +Y. Times are seconds from the start of the clip.
"""
