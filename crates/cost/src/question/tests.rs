use super::{Compare, Dimension, Measure, Question};

fn read(query: &str) -> (Question, Vec<String>) {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(a, b)| (a.into_owned(), b.into_owned()))
        .collect();
    Question::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// What is read is written again, and what is written is read as the same.
#[track_caller]
fn check(query: &str, expect: &str) {
    let (question, notes) = read(query);
    assert_eq!(notes, Vec::<String>::new(), "{query}");
    assert_eq!(question.query(), expect);
    assert_eq!(read(&question.query()).0, question);
}

#[test]
fn a_question_is_its_address() {
    check("", "group=product");
    check("group=team&period=90d", "group=team&period=90d");
    check(
        "from=2025-01-01&to=2025-01-31&cost=billed",
        "group=product&from=2025-01-01&to=2025-01-31&cost=billed",
    );
    check("filter=tag:a:b:c&group=tag:a", "group=tag%3Aa&filter=tag%3Aa%3Ab%3Ac");
    check("filter=team:&filter=account:12", "group=product&filter=team%3A&filter=account%3A12");
    check("currency=eur&unit=engineers", "group=product&currency=EUR&unit=engineers");
    check("entity=Cart&compare=previous", "entity=component%3Adefault%2Fcart&group=product&compare=previous");
    check("compare==a&compare==b", "group=product&compare=%3Da&compare=%3Db");
}

#[track_caller]
fn noted(query: &str, expect: &str) {
    let (question, notes) = read(query);
    assert!(notes.iter().any(|note| note.contains(expect)), "{query}: {notes:?}");
    assert_eq!(read(&question.query()).0, question);
}

#[test]
fn what_makes_no_sense_is_noted() {
    noted("group=colour", "group cannot be “colour”");
    noted("period=2w", "30d, 60d");
    noted("from=2025-02-30&to=2025-03-01", "from cannot be");
    noted("from=2025-03-02&to=2025-03-01", "is after");
    noted("from=2025-03-02", "needed both");
    noted("from=1980-01-01&to=2025-03-01", "At most");
    noted("filter=nonsense", "dimension:value");
    noted("cost=free", "billed");
    noted("currency=€", "three letters");
    noted("compare==a", "second value");
    noted(&format!("filter=team:{}", "x".repeat(5000)), "too long");
    assert!(read("unknown=1&group=").1.is_empty());
}

#[test]
fn questions_lead_to_others() {
    let (question, _) = read("group=team&compare==a&compare==b");
    let drilled = question.drilled("group:default/a");
    assert_eq!(drilled.query(), "group=entity&filter=team%3Agroup%3Adefault%2Fa");
    assert_eq!(drilled.without_filter(&Dimension::Team, "group:default/a").filters, []);
    assert_eq!(drilled.compare, Compare::Nothing);
    let resource = Question { group: Dimension::Resource, ..Question::default() };
    assert_eq!(resource.drilled("r").group, Dimension::Resource);
    assert_eq!(Question::of("domain:default/x").group, Dimension::Product);
    assert_eq!(question.measure, Measure::Effective);
}
