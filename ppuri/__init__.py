"""Ppuri: factory exports to KPIs, insights, reports and a feed."""

__version__ = "0.1.0"
