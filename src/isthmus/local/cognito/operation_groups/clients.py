"""App clients, secrets and resource servers: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.add_user_pool_client_secret import add_user_pool_client_secret
from isthmus.local.cognito.operations.create_resource_server import create_resource_server
from isthmus.local.cognito.operations.create_user_pool_client import create_user_pool_client
from isthmus.local.cognito.operations.delete_resource_server import delete_resource_server
from isthmus.local.cognito.operations.delete_user_pool_client import delete_user_pool_client
from isthmus.local.cognito.operations.delete_user_pool_client_secret import delete_user_pool_client_secret
from isthmus.local.cognito.operations.describe_resource_server import describe_resource_server
from isthmus.local.cognito.operations.describe_user_pool_client import describe_user_pool_client
from isthmus.local.cognito.operations.list_resource_servers import list_resource_servers
from isthmus.local.cognito.operations.list_user_pool_client_secrets import list_user_pool_client_secrets
from isthmus.local.cognito.operations.list_user_pool_clients import list_user_pool_clients
from isthmus.local.cognito.operations.update_resource_server import update_resource_server
from isthmus.local.cognito.operations.update_user_pool_client import update_user_pool_client
from isthmus.local.cognito.services import Services


def clients_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "CreateResourceServer": partial(create_resource_server, pools=s.pools, servers=s.servers),
        "DescribeResourceServer": partial(describe_resource_server, pools=s.pools, servers=s.servers),
        "UpdateResourceServer": partial(update_resource_server, pools=s.pools, servers=s.servers),
        "DeleteResourceServer": partial(delete_resource_server, pools=s.pools, servers=s.servers),
        "ListResourceServers": partial(
            list_resource_servers, pools=s.pools, servers=s.servers, clock=s.clock
        ),
        "CreateUserPoolClient": partial(
            create_user_pool_client,
            pools=s.pools,
            servers=s.servers,
            providers=s.external.providers,
            clients=s.clients,
        ),
        "DescribeUserPoolClient": partial(describe_user_pool_client, pools=s.pools, clients=s.clients),
        "UpdateUserPoolClient": partial(
            update_user_pool_client,
            pools=s.pools,
            servers=s.servers,
            providers=s.external.providers,
            clients=s.clients,
            sessions=s.sessions,
        ),
        "DeleteUserPoolClient": partial(delete_user_pool_client, pools=s.pools, clients=s.clients),
        "AddUserPoolClientSecret": partial(add_user_pool_client_secret, pools=s.pools, clients=s.clients),
        "ListUserPoolClientSecrets": partial(list_user_pool_client_secrets, pools=s.pools, clients=s.clients),
        "DeleteUserPoolClientSecret": partial(
            delete_user_pool_client_secret, pools=s.pools, clients=s.clients
        ),
        "ListUserPoolClients": partial(
            list_user_pool_clients, pools=s.pools, clients=s.clients, clock=s.clock
        ),
    }
