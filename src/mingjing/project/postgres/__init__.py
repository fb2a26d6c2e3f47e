"""The embedded PostgreSQL: found, made, started and stopped by the program; no set-up, no TCP port."""

from mingjing.project.postgres.cluster import Cluster, ClusterError
from mingjing.project.postgres.provision import APP_ROLE, DATABASE, OWNER_ROLE, provision
from mingjing.project.postgres.session import default_cluster, embedded, running

__all__ = [
    "APP_ROLE",
    "DATABASE",
    "OWNER_ROLE",
    "Cluster",
    "ClusterError",
    "default_cluster",
    "embedded",
    "provision",
    "running",
]
