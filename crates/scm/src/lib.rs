//! Addresses on source-control hosts: which host an address belongs to, what a relative address means there, and where
//! a file is edited.
