module git.fernway.example/stores/store-gateway

go 1.25

require (
	github.com/redis/go-redis/v9 v9.14.0
	go.opentelemetry.io/otel v1.38.0
)
