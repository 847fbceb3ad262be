"""Kinds of pictures and drawings that people bring, made from strokes of a pen."""
