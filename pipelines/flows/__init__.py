"""Prefect flows over the steps, and nothing else."""

from pipelines.flows.environment import prepare

prepare()
