//! Figures for Prometheus.

use crate::world::{SMALL, World, component};
use axum::{
    body::Body,
    http::{Request, header},
};
use std::time::Duration;

/// How long a change may take before a test gives up. Not a claim about speed.
const PATIENCE: Duration = Duration::from_secs(20);

/// The value of a figure; nothing if it is not told.
async fn figure(world: &World, name: &str) -> Option<f64> {
    let answer = world.get("/metrics").await.is(200);
    let line = answer.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map(|value| value.parse().unwrap())
}

#[tokio::test]
async fn the_catalog_is_told_in_figures_that_follow_it() {
    let world = World::new(SMALL).await;
    let answer = world.get("/metrics").await.is(200);
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    for line in [
        "# TYPE catalog_entities_count gauge",
        "# HELP catalog_entities_count Entities in the catalog",
        "# TYPE portico_catalog_passes_total counter",
        "catalog_entities_count{kind=\"component\"} 2",
        "catalog_entities_count{kind=\"group\"} 1",
        "catalog_registered_locations_count 0",
        "portico_catalog_sources{state=\"known\"} 0",
        "portico_catalog_sources{state=\"asking\"} 0",
        "portico_catalog_leads 1",
        "portico_catalog_ready 1",
        "portico_catalog_store_failing 0",
    ] {
        assert!(answer.body.lines().any(|found| found == line), "{line} is not in {}", answer.body);
    }
    assert!(figure(&world, "portico_catalog_passes_total").await.is_some_and(|passes| passes >= 1.0));
    assert!(figure(&world, "portico_catalog_pass_seconds").await.is_some_and(|took| took > 0.0));

    let entities = world.get("/api/catalog/entities").await.is(200).json();
    let relations = entities.as_array().unwrap().iter();
    let relations: usize = relations.map(|entity| entity["relations"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(figure(&world, "catalog_relations_count").await, Some(relations as f64));

    world.write("catalog/more.yaml", &component("counter", ""));
    let components = "catalog_entities_count{kind=\"component\"}";
    let mut versions = world.portal().versions();
    while figure(&world, components).await != Some(3.0) {
        tokio::time::timeout(PATIENCE, versions.changed()).await.expect("it is seen").unwrap();
    }
}

#[tokio::test]
async fn requests_are_counted_by_method_and_status() {
    let world = World::new(SMALL).await;
    let get = "portico_http_requests_total{method=\"GET\",status=\"200\"}";
    assert_eq!(figure(&world, get).await, None);
    world.get("/api/catalog/entities").await.is(200);
    world.get("/catalog").await.is(200);
    world.get("/healthz").await.is(200);
    world.get("/api/catalog/entities?odd=1").await.is(400);
    world.send(Request::post("/api/none").body(Body::empty()).unwrap()).await.is(404);
    assert_eq!(figure(&world, get).await, Some(2.0), "neither health nor metrics count");
    for (method, status) in [("GET", 400), ("POST", 404)] {
        let name = format!("portico_http_requests_total{{method=\"{method}\",status=\"{status}\"}}");
        assert_eq!(figure(&world, &name).await, Some(1.0), "{name}");
    }
}

#[tokio::test]
async fn figures_that_cannot_be_had_are_left_out() {
    let world = World::with_broken_store(SMALL).await;
    world.until("storing failed", || world.portal().status().store_error.is_some()).await;
    assert_eq!(figure(&world, "portico_catalog_store_failing").await, Some(1.0));
    assert_eq!(figure(&world, "portico_catalog_ready").await, Some(0.0));
}
