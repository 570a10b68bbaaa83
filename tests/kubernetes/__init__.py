"""The product on a real Kubernetes of one node; run by `make k8s-live`."""
