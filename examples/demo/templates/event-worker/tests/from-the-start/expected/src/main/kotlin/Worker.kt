import example.fernway.events.Envelope
import example.fernway.events.Outcome
import example.fernway.events.readTopic

fun main() = readTopic(
    topic = "orders-topic",
    group = "repair-notifier",
    startAt = "earliest",
    attempts = 3,
    handle = ::handle,
)

/** Called once per message, in order per key. Must be safe to repeat. */
fun handle(message: Envelope): Outcome {
    println("repair-notifier got ${message.eventId}")
    return Outcome.Done
}
