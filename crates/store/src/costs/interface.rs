//! How both databases answer for the trait `CostStore`.

/// How a database is asked: the same for both, down to which of it is a transaction.
macro_rules! cost_store {
    ($store:ty, $read:ident, $change:ident) => {
        use crate::costs::{CostStore, Kept};

        impl CostStore for $store {
            fn cost_revision(&self) -> Kept<'_, i64> {
                Box::pin(async move { $read!(self, connection, revision(connection)) })
            }

            fn begin_cost_file<'a>(&'a self, file: &'a NewCostFile) -> Kept<'a, i64> {
                Box::pin(async move { $change!(self, connection, begin(connection, file)) })
            }

            fn add_cost_chunk<'a>(&'a self, file: i64, chunk: &'a NewCostChunk) -> Kept<'a, ()> {
                Box::pin(async move { $change!(self, connection, add_chunk(connection, file, chunk)) })
            }

            fn add_cost_bad_rows<'a>(
                &'a self,
                file: i64,
                first: i64,
                rows: &'a [CostBadRow],
            ) -> Kept<'a, ()> {
                Box::pin(
                    async move { $change!(self, connection, add_bad_rows(connection, file, first, rows)) },
                )
            }

            fn finish_cost_file<'a>(&'a self, file: i64, end: &'a CostFileEnd) -> Kept<'a, bool> {
                Box::pin(async move { $change!(self, connection, finish(connection, file, end)) })
            }

            fn forget_cost_file(&self, file: i64) -> Kept<'_, ()> {
                Box::pin(async move { $change!(self, connection, forget(connection, file)) })
            }

            fn forget_cost_leftovers<'a>(&'a self, now_ms: i64, error: &'a str) -> Kept<'a, ()> {
                Box::pin(
                    async move { $change!(self, connection, forget_leftovers(connection, now_ms, error)) },
                )
            }

            fn cost_files<'a>(&'a self, source: Option<&'a str>) -> Kept<'a, Vec<CostFile>> {
                Box::pin(async move { $read!(self, connection, files(connection, source)) })
            }

            fn mark_cost_files<'a>(&'a self, marks: &'a [CostMark]) -> Kept<'a, ()> {
                Box::pin(async move { $change!(self, connection, mark(connection, marks)) })
            }

            fn cost_chunks<'a>(&'a self, source: &'a str) -> Kept<'a, Vec<CostChunk>> {
                Box::pin(async move { $read!(self, connection, chunks(connection, source)) })
            }

            fn settle_costs<'a>(&'a self, revision: i64, settling: &'a CostSettling) -> Kept<'a, i64> {
                Box::pin(async move { $change!(self, connection, settle(connection, revision, settling)) })
            }

            fn next_counting_cost_chunk(&self, after: i64) -> Kept<'_, Option<CountingCostChunk>> {
                Box::pin(async move { $read!(self, connection, next_counting(connection, after)) })
            }

            fn cost_bad_rows(&self, file: i64, from: i64) -> Kept<'_, Vec<CostBadRow>> {
                Box::pin(async move { $read!(self, connection, bad_rows(connection, file, from)) })
            }

            fn put_cost_run<'a>(&'a self, run: &'a CostRun) -> Kept<'a, ()> {
                Box::pin(async move { $change!(self, connection, put_run(connection, run)) })
            }

            fn cost_runs<'a>(&'a self, source: &'a str, most: u32) -> Kept<'a, Vec<CostRun>> {
                Box::pin(async move { $read!(self, connection, runs(connection, source, most)) })
            }

            fn order_costs<'a>(&'a self, source: &'a str, order: CostOrder) -> Kept<'a, ()> {
                Box::pin(async move { $change!(self, connection, order_import(connection, source, order)) })
            }

            fn take_cost_orders(&self) -> Kept<'_, Vec<(String, CostOrder)>> {
                Box::pin(async move {
                    // Asked every second: writing waits for those who write, looking does not.
                    let waiting: Result<bool, StoreError> = $read!(self, connection, has_orders(connection));
                    if !waiting? {
                        return Ok(Vec::new());
                    }
                    $change!(self, connection, take_orders(connection))
                })
            }
        }
    };
}
pub(crate) use cost_store;
