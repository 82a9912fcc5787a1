//! HTTP with limits: one client for everything that is read over the network.
