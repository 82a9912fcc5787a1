module git.fernway.example/pricing/price-publisher

go 1.25

require (
	github.com/segmentio/kafka-go v0.4.49
	github.com/valkey-io/valkey-go v1.0.66
)
