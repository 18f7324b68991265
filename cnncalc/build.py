"""Temporary."""

from cnncalc.builder import build as build
