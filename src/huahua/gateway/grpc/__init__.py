"""The gateway over gRPC; `proto/` has the contract. Nothing here is imported while `server.grpc_port` is 0."""
