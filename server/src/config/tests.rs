use super::Config;
use std::{fs, path::PathBuf};

struct World(tempfile::TempDir);

impl World {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        Self(folder)
    }

    fn read(&self, files: &[&str]) -> Result<Config, String> {
        let files: Vec<PathBuf> = files.iter().map(|file| self.0.path().join(file)).collect();
        let variable = |name: &str| (name == "TEAM").then(|| "Fernway".to_owned());
        Config::read(&files, self.0.path(), &variable).map_err(|error| {
            let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            format!("{error} {source}")
        })
    }
}

#[test]
fn files_that_are_named_lie_beside_the_file_that_names_them() {
    let world = World::new(&[("b.yaml", "app: {title: Two}\n")]);
    let company = world.0.path().join("company");
    fs::create_dir(&company).expect("a folder");
    let locations = "catalog: {locations: [{type: file, target: ./all.yaml}]}\n";
    fs::write(company.join("a.yaml"), locations).expect("a file");
    fs::write(company.join("all.yaml"), "").expect("a file");
    let config = world.read(&["company/a.yaml", "b.yaml"]).expect("good");
    assert!(config.catalog.roots[0].location.target.ends_with("/company/all.yaml"));
}

#[test]
fn bills_lie_beside_the_file_that_names_them() {
    let world = World::new(&[("b.yaml", "app: {title: Two}\n")]);
    fs::create_dir_all(world.0.path().join("company/bills")).expect("a folder");
    let text = "costInsights: {sources: [{id: a, target: './bills/*.csv'}, {id: b, target: 's3://b/x'}]}\n\
                integrations: {awsS3: [{accessKeyId: k, secretAccessKey: s}]}\n";
    fs::write(world.0.path().join("company/a.yaml"), text).expect("a file");
    let config = world.read(&["company/a.yaml", "b.yaml"]).expect("good");
    let targets: Vec<_> = config.cost_sources.iter().map(|source| source.target.shown()).collect();
    assert!(targets[0].ends_with("/company/bills/*.csv"), "{targets:?}");
    assert_eq!(targets[1], "s3://b/x");
    assert!(config.unknown.is_empty(), "{:?}", config.unknown);
}

#[test]
fn gaps_in_rules_of_costs_are_no_placeholders() {
    let rule = "{when: {tag.resource: '*'}, to: 'resource:${tag.resource}'}";
    let text = format!("costInsights: {{allocation: {{rules: [{rule}]}}, currency: '${{NONE:-EUR}}'}}\n");
    let config = World::new(&[("a.yaml", &text)]).read(&["a.yaml"]).expect("good");
    assert_eq!(config.costs.rules.rules.iter().filter(|rule| !rule.is_default).count(), 1);
    assert_eq!(config.costs.currency.map(|currency| currency.code().to_owned()).as_deref(), Some("EUR"));
}

#[test]
fn without_files_there_are_defaults() {
    let config = World::new(&[]).read(&[]).expect("defaults");
    assert_eq!((config.title.as_str(), config.organization.as_str()), ("Portico", ""));
    assert_eq!(config.listen, None);
}

#[test]
fn files_are_merged_in_order_and_placeholders_replaced() {
    let world = World::new(&[
        (
            "a.yaml",
            "app: {title: One}\norganization: {name: \"${TEAM} ${NONE:-Ltd}\"}\nbackend: {listen: ':8080'}\n",
        ),
        ("b.yaml", "app: {title: {$file: title.txt}}\ncatalog: {$include: catalog.yaml}\ntechdocs: {}\n"),
        ("title.txt", "Two\n"),
        ("catalog.yaml", "orphanStrategy: keep\nlocations: [{type: file, target: ./all.yaml}]\n"),
        ("all.yaml", ""),
    ]);
    let config = world.read(&["a.yaml", "b.yaml"]).expect("good");
    assert_eq!((config.title.as_str(), config.organization.as_str()), ("Two", "Fernway Ltd"));
    assert_eq!(config.listen.map(|listen| listen.to_string()), Some("0.0.0.0:8080".to_owned()));
    assert_eq!(config.unknown, ["techdocs"]);

    assert!(config.catalog.roots[0].location.target.ends_with("/all.yaml"));
}

#[test]
fn what_is_wrong_names_file_and_path() {
    for (text, expect) in [
        ("app: {title: [1]}", "app.title"),
        ("app: {title: '${NONE}'}", "app.title: the environment variable NONE is not set"),
        ("backend: {listen: nonsense}", "backend.listen"),
        ("catalog: {rules: 1}", "catalog.rules"),
        ("a: [", "is not valid YAML"),
        ("a: {$file: none.txt}", "none.txt cannot be read"),
        ("a: {$env: NONE}", "a: the environment variable NONE is not set"),
    ] {
        let error = World::new(&[("c.yaml", text)]).read(&["c.yaml"]).expect_err("wrong");
        assert!(error.contains(expect), "{text}: {error}");
    }
    assert!(World::new(&[]).read(&["none.yaml"]).expect_err("missing").contains("none.yaml"));
}
