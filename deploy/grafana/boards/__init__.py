"""The dashboards, a file each: panels and their queries, data only."""

from typing import Final

from deploy.grafana.boards.capacity import CAPACITY
from deploy.grafana.boards.delivery import DELIVERY
from deploy.grafana.boards.flow import FLOW
from deploy.grafana.boards.health import HEALTH
from deploy.grafana.boards.use import USE

DASHBOARDS: Final = (USE, DELIVERY, HEALTH, FLOW, CAPACITY)
