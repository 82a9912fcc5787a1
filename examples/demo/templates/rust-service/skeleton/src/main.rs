//! ${{ values.name }}: ${{ values.description }}

use service_kit::{Reply, Service};

fn main() -> service_kit::Result {
    // Health checks, tracing and graceful shutdown come with the kit.
    Service::named("${{ values.name }}")
        .get("/hello", |_request| Reply::text("Hello from ${{ values.name }}"))
{%- if values.database %}
        .with_postgres_from_env("DATABASE_URL")
{%- endif %}
        .run()
}
