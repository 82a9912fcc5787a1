//! Every limit of the HTTP API. Those of the questions themselves are in `portico_query::limits`.

/// Largest JSON body, in bytes: the clients cut their requests into pieces that fit.
pub(crate) const MAX_BODY_BYTES: usize = 100 * 1024;
