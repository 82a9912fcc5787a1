//! Manifests as people write them, and as they should not.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

use portico_manifest::{Ecosystem, Kind, Reading, limits, read};
use proptest::prelude::*;

/// What a file says: `npm:react ^18.2`.
fn said(file: &str, text: &str) -> Vec<String> {
    let reading = reading(file, text);
    assert_eq!(reading.problems, [], "{file}");
    let packages = reading.packages.iter();
    packages
        .map(|one| format!("{}:{} {}", one.ecosystem, one.name, one.version).trim_end().to_owned())
        .collect()
}

fn reading(file: &str, text: &str) -> Reading {
    read(Kind::of(file).expect("a manifest"), text)
}

#[test]
fn package_json() {
    let text = r#"{"name": "shop", "engines": {"node": ">=20"},
        "dependencies": {"react": "^18.2", "@angular/core": "17", "ui": "npm:@acme/button@2.1"},
        "devDependencies": {"vite": "5", "react": "19"}}"#;
    let expect = [
        "platform:node >=20",
        "npm:@acme/button 2.1",
        "npm:@angular/core 17",
        "npm:react ^18.2",
        "npm:vite 5",
    ];
    assert_eq!(said("package.json", text), expect);
}

#[test]
fn cargo_toml() {
    let text = "[package]\nname = \"a\"\nrust-version = \"1.95\"\n[dependencies]\nserde_json = \"1\"\n\
        http = { package = \"axum\", version = \"0.8\" }\nown = { path = \"../own\" }\nshared.workspace = true\n\
        [target.'cfg(unix)'.dependencies]\nrustix = \"1\"\n[workspace.dependencies]\ntokio = \"1\"\n";
    let expect = [
        "platform:rust 1.95",
        "cargo:axum 0.8",
        "cargo:own",
        "cargo:rustix 1",
        "cargo:serde_json 1",
        "cargo:shared",
        "cargo:tokio 1",
    ];
    assert_eq!(said("Cargo.toml", text), expect);
}

#[test]
fn go_mod() {
    let text = "module a.test/x\n\ngo 1.23.1 // the newest\nrequire a.test/kit v1.2.0\nrequire (\n\ta.test/db/v5 v5.1.0\n\
        \ta.test/deep v0.1.0 // indirect\n)\nreplace a.test/kit => ../kit\n";
    assert_eq!(
        said("go.mod", text),
        ["platform:go 1.23.1", "go:a.test/db/v5 v5.1.0", "go:a.test/kit v1.2.0"]
    );
}

#[test]
fn pom_xml() {
    let text = "<?xml version=\"1.0\"?>\n<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><groupId>a.test</groupId>
        <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.3.1</version></parent>
        <properties><java.version>21</java.version><kafka>3.8.0</kafka></properties>
        <dependencyManagement><dependencies><dependency><groupId>x</groupId><artifactId>managed</artifactId></dependency></dependencies></dependencyManagement>
        <dependencies>
          <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId><version>${kafka}</version>
            <exclusions><exclusion><groupId>y</groupId><artifactId>z</artifactId></exclusion></exclusions></dependency>
          <dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId><version>${elsewhere}</version></dependency>
        </dependencies></project>";
    let expect = [
        "platform:java 21",
        "maven:a.test:own",
        "maven:org.apache.kafka:kafka-clients 3.8.0",
        "maven:org.springframework.boot:spring-boot-starter-parent 3.3.1",
    ];
    assert_eq!(said("pom.xml", text), expect);
}

#[test]
fn build_gradle() {
    let kotlin = "plugins {\n    kotlin(\"jvm\") version \"2.0.20\"\n    id(\"org.springframework.boot\") version \"3.3.1\"\n}\n\
        /* implementation(\"no.test:comment:1\") */\ndependencies {\n    implementation(\"io.ktor:ktor-server:2.3\") // fast\n\
        \x20   testImplementation(platform(\"org.junit:junit-bom:5.10\"))\n    api(\"a.test:b:$version\")\n    implementation(project(\":core\"))\n}\n";
    let expect = [
        "platform:kotlin 2.0.20",
        "maven:a.test:b",
        "maven:io.ktor:ktor-server 2.3",
        "maven:org.junit:junit-bom 5.10",
        "maven:org.springframework.boot:org.springframework.boot.gradle.plugin 3.3.1",
    ];
    assert_eq!(said("build.gradle.kts", kotlin), expect);
    let groovy = "apply plugin: 'java'\nrepositories { maven { url 'https://a.test/x' } }\ndependencies {\n  compileOnly 'a.test:b:1.0'\n\
        \x20 implementation group: 'c.test', name: 'd', version: '2'\n}\n";
    assert_eq!(said("build.gradle", groovy), ["platform:java", "maven:a.test:b 1.0", "maven:c.test:d 2"]);
}

#[test]
fn python() {
    let text = "# what we need\nDjango[argon2]>=5.0,<6 ; python_version > \"3.10\"\nflask_cors == 4\t# CORS\n-r other.txt\n./libs/x.whl\n\
        libs/y\n/opt/z[extra]\ny-1.0-py3-none-any.whl ; python_version > \"3\"\nC:\\z.zip\n\t# note\n\
        git+https://a.test/x.git\nown @ https://a.test/own.whl\npinned==1 \\\n    --hash=sha256:00\n";
    let expect =
        ["platform:python", "pypi:Django >=5.0,<6", "pypi:flask_cors == 4", "pypi:own", "pypi:pinned ==1"];
    assert_eq!(said("requirements.txt", text), expect);
    let text = "[project]\nrequires-python = \">=3.12\"\ndependencies = [\"fastapi>=0.110\"]\n[project.optional-dependencies]\ndev = [\"ruff\"]\n\
        [dependency-groups]\ntest = [\"pytest\", {include-group = \"dev\"}]\n\
        [tool.poetry.dependencies]\npython = \"^3.11\"\npandas = {version = \"2.2\", extras = [\"x\"]}\n[tool.poetry.group.lint.dependencies]\nmypy = \"1\"\n";
    let expect = [
        "platform:python >=3.12",
        "pypi:fastapi >=0.110",
        "pypi:mypy 1",
        "pypi:pandas 2.2",
        "pypi:pytest",
        "pypi:ruff",
    ];
    assert_eq!(said("pyproject.toml", text), expect);
}

#[test]
fn gemfile_composer_and_csproj() {
    let text = "source 'https://rubygems.org'\nruby \"3.3.0\"\ngem \"rails\", \"~> 7.1\", require: 'x' # the web\n  gem 'pg'\n# gem 'no'\n";
    assert_eq!(said("Gemfile", text), ["platform:ruby 3.3.0", "gem:pg", "gem:rails ~> 7.1"]);
    let text = r#"{"require": {"php": "^8.2", "ext-json": "*", "symfony/console": "^7"}, "require-dev": []}"#;
    assert_eq!(said("composer.json", text), ["platform:php ^8.2", "composer:symfony/console ^7"]);
    let text = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>\
        <ItemGroup><PackageReference Include=\"Serilog\" Version=\"4.0\" /><PackageReference Include=\"Dapper\"><Version>2.1</Version></PackageReference></ItemGroup></Project>";
    assert_eq!(
        said("Till.csproj", text),
        ["platform:dotnet net8.0", "nuget:Dapper 2.1", "nuget:Serilog 4.0"]
    );
}

#[track_caller]
fn wrong(file: &str, text: &str, line: u32, says: &str) {
    let problems = reading(file, text).problems;
    let found = problems.first().expect("a problem");
    assert!(found.line == line && found.message.contains(says), "{file}: {found:?}");
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    wrong("package.json", "{\n  \"dependencies\": {\n    \"react\" \"18\"\n}}", 3, "no JSON: expected `:`");
    wrong("package.json", "[]", 1, "JSON object");
    wrong("package.json", "{\n\"dependencies\": [\"react\"]}", 2, "must be an object");
    wrong("package.json", "{\"dependencies\": {\n\"react\": 18}}", 2, "must be a text");
    wrong("composer.json", "{\"require\":\n", 2, "no JSON");
    wrong("Cargo.toml", "[package]\nname = \n", 2, "no TOML");
    wrong("Cargo.toml", "[dependencies]\nserde = 1\n", 2, "a version or a table");
    wrong("pyproject.toml", "[project]\ndependencies = [\n\"==1\"]\n", 3, "no requirement");
    wrong("requirements.txt", "flask\n==1\n", 2, "no requirement");
    wrong("go.mod", "module a.test/x\nrequire (\n a.test/y\n)\n", 3, "a module and a version");
    wrong("go.mod", "module a.test/x\nrequire (\n", 2, "not closed");
    wrong("go.mod", "<html>\n", 1, "no directive");
    wrong("pom.xml", "<project>\n<dependencies>\n</project>", 3, "no XML");
    wrong("pom.xml", "<project>\n<a>", 2, "not closed");
    wrong("pom.xml", "sign in, please", 1, "no element");
    wrong("pom.xml", &"<a>".repeat(100), 1, "nested");
    wrong("build.gradle", "\n/* open\n", 2, "not closed");
    wrong("package.json", &" ".repeat(limits::FILE_BYTES + 1), 0, "larger than 1 MB");
    let many: String = (0..limits::DEPENDENCIES + 5).map(|number| format!("p{number}\n")).collect();
    wrong("requirements.txt", &many, 0, "more than 2000 packages");
    assert_eq!(reading("requirements.txt", &many).packages.len(), limits::DEPENDENCIES);
}

#[test]
fn tables_nested_beyond_every_stack_are_a_problem() {
    let keys = vec!["a"; 79].join(".");
    let deep = format!("\nx = {}{}", format!("{{{keys}=").repeat(78), "}".repeat(78));
    let most = format!("x = {}1{}", "{a.a=".repeat(31), "}".repeat(31));
    // Less than half of what the threads of the server have.
    let small = std::thread::Builder::new().stack_size(512 * 1024);
    let work = move || {
        for file in ["Cargo.toml", "pyproject.toml"] {
            wrong(file, &deep, 2, "nested more than 64 deep");
            assert_eq!(said(file, &most), [] as [String; 0]);
        }
    };
    small.spawn(work).expect("a thread").join().expect("no panic");
}

#[test]
fn many_wrong_entries_are_passed_over_without_looking_for_them() {
    // Looking for each of them would go through hundreds of gigabytes.
    let names = |wrap: fn(usize) -> String| (0..40_000).map(wrap).collect::<Vec<_>>();
    let npm = names(|number| format!("\"p{number}\":1")).join(",");
    let cargo = names(|number| format!("p{number}=1\n")).concat();
    let python = names(|number| format!("\"=={number}\"")).join(",");
    let property = "x".repeat(limits::FILE_BYTES / 2);
    let maven = "<dependency><groupId>a</groupId><artifactId>${p}</artifactId></dependency>".repeat(6_000);
    let began = std::time::Instant::now();
    for (file, text) in [
        ("package.json", format!("{{\"dependencies\":{{{npm}}}}}")),
        ("Cargo.toml", format!("[dependencies]\n{cargo}")),
        ("pyproject.toml", format!("[project]\ndependencies=[{python}]")),
    ] {
        assert_eq!(reading(file, &text).problems.len(), limits::PROBLEMS, "{file}");
    }
    let versioned =
        "<dependency><groupId>a</groupId><artifactId>b</artifactId><version>${p}</version></dependency>";
    let text = format!(
        "<project><properties><p>{property}</p></properties><dependencies>{versioned}{maven}</dependencies></project>"
    );
    assert_eq!(said("pom.xml", &text), ["maven:a:b"]);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn only_what_hides_the_rest_makes_a_reading_partial() {
    let many: String = (0..limits::DEPENDENCIES).map(|number| format!("p{number}\n")).collect();
    for (file, text) in [
        ("package.json", "{"),
        ("package.json", "{\"dependencies\": []}"),
        ("composer.json", "{\"require\": 1}"),
        ("Cargo.toml", "[dependencies"),
        ("Cargo.toml", "dependencies = 1"),
        ("pom.xml", "<project>"),
        ("go.mod", "<html>"),
        ("build.gradle", "/*"),
        ("requirements.txt", "flask\n<<<<<<< HEAD\n"),
        ("requirements.txt", many.as_str()),
        ("Gemfile", &" ".repeat(limits::FILE_BYTES + 1)),
        // Even if so much else is wrong that nobody is told.
        ("requirements.txt", &format!("{}<html>", "==\n".repeat(limits::PROBLEMS))),
    ] {
        assert!(reading(file, text).is_partial, "{file}: {:?}", reading(file, text).problems);
    }
    for (file, text, expect) in [
        ("package.json", "{\"dependencies\": {\"react\": 18}}", "react"),
        ("Cargo.toml", "[dependencies]\nserde = 1\n", "serde"),
        ("requirements.txt", "==1\nflask\n", "flask"),
        ("pyproject.toml", "[project]\ndependencies = [\"==1\", \"flask\"]\n", "flask"),
        ("go.mod", "module a.test/x\nrequire a.test/y\nrequire a.test/z v1.0.0\n", "a.test/z"),
    ] {
        let reading = reading(file, text);
        assert_eq!((reading.problems.len(), reading.is_partial), (1, false), "{file}");
        assert!(reading.packages.iter().any(|one| one.name == expect), "{file}");
    }
}

#[test]
fn a_bomb_of_entities_is_not_expanded() {
    let text = "<!DOCTYPE p [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><project><dependencies><dependency>\
        <groupId>g&b;</groupId><artifactId>x</artifactId></dependency></dependencies></project>";
    assert_eq!(said("pom.xml", text), ["maven:g:x"]);
    let text = "<project><properties><a>${b}${b}</a><b>${a}${a}</b></properties><dependencies><dependency><groupId>${a}</groupId>\
        <artifactId>x</artifactId></dependency></dependencies></project>";
    assert_eq!(said("pom.xml", text), [] as [String; 0]);
}

const FILES: [&str; 11] = [
    "package.json",
    "Cargo.toml",
    "go.mod",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "requirements.txt",
    "pyproject.toml",
    "Gemfile",
    "composer.json",
    "a.csproj",
];

proptest! {
    #[test]
    fn nothing_panics(text in "(?s).{0,300}") {
        for file in FILES {
            reading(file, &text);
        }
    }

    #[test]
    fn nothing_panics_in_what_looks_like_a_manifest(
        parts in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", "\"dependencies\"", ":", ",", "\"a\"", "[dependencies]", "\n", "a", " = ", "\"", "'", "<project>", "<dependencies>",
            "<dependency>", "</dependency>", "<groupId>", "${", "}", "gem ", "require ", "(", ")", "v1", "==1", "@", "npm:", "/*", "*/", "//", "ü", "#", "\\\n",
        ]), 0..40)
    ) {
        let text = parts.concat();
        for file in FILES {
            for package in reading(file, &text).packages {
                prop_assert!(!package.name.is_empty() && package.ecosystem.word().parse::<Ecosystem>().is_ok());
            }
        }
    }
}
