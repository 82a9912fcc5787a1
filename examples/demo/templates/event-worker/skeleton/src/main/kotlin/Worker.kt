import example.fernway.events.Envelope
import example.fernway.events.Outcome
import example.fernway.events.readTopic

fun main() = readTopic(
    topic = "${{ values.topicName }}",
    group = "${{ values.name }}",
    startAt = "${{ values.from }}",
    attempts = ${{ values.attempts }},
    handle = ::handle,
)

/** Called once per message, in order per key. Must be safe to repeat. */
fun handle(message: Envelope): Outcome {
    println("${{ values.name }} got ${message.eventId}")
    return Outcome.Done
}
