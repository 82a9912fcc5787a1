plugins {
    kotlin("jvm") version "2.2.20"
    id("org.springframework.boot") version "3.5.6"
}

dependencies {
    implementation("org.springframework.boot:spring-boot-starter-web")
    implementation("org.postgresql:postgresql:42.7.8")
    implementation("io.opentelemetry:opentelemetry-api:1.54.0")
    testImplementation(kotlin("test"))
}
