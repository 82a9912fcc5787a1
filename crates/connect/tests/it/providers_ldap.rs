//! People and groups of a directory.

use crate::{
    providers_directory::{Directory, Entry, Mood},
    providers_double::http,
};
use portico_connect::providers::{self, Emission, FetchError};
use serde_json::{Value, json};
use std::sync::Arc;

/// Two people, three groups, and a printer that has no name.
fn entries() -> Vec<Entry> {
    vec![
        (
            "uid=ann,ou=people,dc=example",
            vec![
                ("uid", vec![b"ann"]),
                ("cn", vec![b"Ann Lee"]),
                ("mail", vec![b"ann@example.com"]),
                ("title", vec![b"Lead"]),
                ("entryUUID", vec![b"u-1"]),
                ("memberOf", vec![b"CN=Cart, OU=groups,DC=example", b"cn=gone,dc=example"]),
            ],
        ),
        (
            "uid=bo,ou=people,dc=example",
            vec![
                ("uid", vec![b"bo"]),
                ("cn", vec![b"B\xc3\xb6"]),
                ("objectGUID", vec![b"\x00\x01\x02\x03\x04\x05\x06\x07\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff"]),
            ],
        ),
        ("cn=printer,ou=people,dc=example", vec![("cn", vec![b"Printer"])]),
        (
            "cn=shop,ou=groups,dc=example",
            vec![
                ("cn", vec![b"shop"]),
                ("description", vec![b"All of the shop"]),
                ("member", vec![b"cn=cart,ou=groups,dc=example"]),
            ],
        ),
        (
            "cn=cart,ou=groups,dc=example",
            vec![
                ("cn", vec![b"cart"]),
                ("groupType", vec![b"squad"]),
                ("member", vec![b"uid=bo,ou=people,dc=example"]),
            ],
        ),
        (
            "cn=pay,ou=groups,dc=example",
            vec![
                ("cn", vec![b"pay"]),
                ("memberOf", vec![b"cn=shop,ou=groups,dc=example"]),
                ("member", vec![b"u-1"]),
            ],
        ),
    ]
}

fn config(target: &str) -> Value {
    json!({
        "target": target,
        "bind": {"dn": "cn=portico,dc=example", "secret": "s3cret"},
        "users": {"dn": "ou=people,dc=example", "options": {"filter": "(&\n  (objectClass=person)\n  (uid=*)\n)", "paged": {"pageSize": 2}}, "map": {"description": "title"}},
        "groups": [{"dn": "ou=groups,dc=example", "options": {"scope": "sub", "paged": false}, "set": {"spec.type": "team", "metadata.namespace": "ldap"}}],
    })
}

async fn fetch(directory: &Directory, change: impl Fn(&mut Value)) -> Result<Emission, FetchError> {
    let mut config = config(&directory.serve().await);
    change(&mut config);
    let read = providers::read(&json!({"ldapOrg": {"main": config}}), &Arc::default(), &http()).unwrap();
    assert_eq!(read.list[0].name(), "ldapOrg:main");
    providers::fetch(&*read.list[0]).await
}

fn entity<'a>(emission: &'a Emission, name: &str) -> &'a Value {
    let mut entities = emission.entities.iter().map(|emitted| &emitted.entity);
    entities.find(|entity| entity["metadata"]["name"] == name).unwrap()
}

#[tokio::test]
async fn a_directory_becomes_people_and_groups() {
    let directory = Directory { entries: entries(), ..Directory::default() };
    let emission = fetch(&directory, |_| {}).await.unwrap();
    assert_eq!(emission.entities.len(), 5);
    assert_eq!(
        emission.skipped[0].to_string(),
        "cn=printer,ou=people,dc=example: has no uid, of which its name is made"
    );
    let ann = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "User",
        "metadata": {"name": "ann", "description": "Lead", "annotations": {
            "backstage.io/ldap-rdn": "ann", "backstage.io/ldap-uuid": "u-1", "backstage.io/ldap-dn": "uid=ann,ou=people,dc=example",
        }},
        "spec": {
            "profile": {"displayName": "Ann Lee", "email": "ann@example.com"},
            "memberOf": ["group:ldap/cart", "group:ldap/pay", "group:ldap/shop"],
        },
    });
    let shop = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Group",
        "metadata": {
            "name": "shop", "description": "All of the shop", "namespace": "ldap",
            "annotations": {"backstage.io/ldap-rdn": "shop", "backstage.io/ldap-dn": "cn=shop,ou=groups,dc=example"},
        },
        "spec": {"type": "team", "profile": {"displayName": "shop"}, "children": ["group:ldap/cart", "group:ldap/pay"]},
    });
    assert_eq!((entity(&emission, "ann"), entity(&emission, "shop")), (&ann, &shop));
    let bo = entity(&emission, "bo");
    assert_eq!(
        bo["metadata"]["annotations"]["backstage.io/ldap-uuid"],
        "03020100-0504-0706-f8f9-fafbfcfdfeff"
    );
    assert_eq!(
        bo["spec"],
        json!({"profile": {"displayName": "Bö"}, "memberOf": ["group:ldap/cart", "group:ldap/shop"]})
    );
    assert_eq!(entity(&emission, "cart")["spec"]["type"], "squad");
    assert_eq!(entity(&emission, "cart")["spec"]["parent"], "group:ldap/shop");
    let places: Vec<_> = emission.entities.iter().map(|emitted| emitted.location.to_string()).collect();
    assert_eq!(places[0], "ldap://main/cn%3Dshop%2Cou%3Dgroups%2Cdc%3Dexample");
    let asked = directory.asked.lock().unwrap();
    let people =
        "ou=people,dc=example cn mail memberOf title uid entryUUID objectGUID ipaUniqueID nsUniqueId paged";
    let groups = "ou=groups,dc=example cn description groupType member memberOf entryUUID objectGUID ipaUniqueID nsUniqueId whole";
    assert_eq!(*asked, [people, people, groups]);
}

#[tokio::test]
async fn failures_are_explained_and_give_no_part_of_the_list() {
    let check = async |mood: Mood, change: fn(&mut Value), expect: &str| {
        let error =
            fetch(&Directory { entries: entries(), mood, ..Directory::default() }, change).await.unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("LDAP ldap://127.0.0.1") || message.contains("to LDAP ldap://127.0.0.1"),
            "{message}"
        );
        assert!(message.contains(expect) && !message.contains("wr0ng"), "{message}");
    };
    let wrong_secret = |config: &mut Value| config["bind"]["secret"] = "wr0ng".into();
    let denied = "cn=portico,dc=example could not sign in: invalid credentials (code 49); check catalog.providers.ldapOrg.main.bind";
    check(Mood::Good, wrong_secret, denied).await;
    let elsewhere = |config: &mut Value| config["groups"][0]["dn"] = "ou=gone".into();
    check(Mood::Good, elsewhere, "the search below ou=gone failed: no such object (code 32)").await;
    check(Mood::Limited, |_| {}, "size limit exceeded").await;
    check(Mood::Broken, |_| {}, "failed").await;
    check(Mood::Garbage, |_| {}, "failed").await;
    check(Mood::Nonsense, |_| {}, "it breaks the LDAP protocol").await;
    check(Mood::Good, |config| config["target"] = "ldap://127.0.0.1:1".into(), "there is no connection")
        .await;
}

#[tokio::test]
async fn a_directory_that_hangs_up_before_it_is_safe_to_talk() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let config = config(&format!("ldaps://{address}"));
    let read = providers::read(&json!({ "ldapOrg": config }), &Arc::default(), &http()).unwrap();
    let message = providers::fetch(&*read.list[0]).await.unwrap_err().to_string();
    assert!(message.contains("there is no connection"), "{message}");
}

#[track_caller]
fn check_config(change: impl Fn(&mut Value), expect: &str) {
    let mut config = config("ldaps://ldap.example.com");
    change(&mut config);
    let error = providers::read(&json!({"ldapOrg": config}), &Arc::default(), &http()).err().unwrap();
    assert_eq!(error.path, format!("catalog.providers.ldapOrg.{expect}"));
}

#[tokio::test]
async fn mistakes_in_the_configuration_name_their_place() {
    check_config(|config| config["target"] = "https://example.com".into(), "target");
    check_config(|config| config["bind"] = json!({"dn": "x"}), "bind.secret");
    check_config(|config| config["users"]["dn"] = json!(null), "users.dn");
    check_config(|config| config["users"]["options"]["filter"] = "(uid=".into(), "users.options.filter");
    check_config(
        |config| config["users"]["options"]["paged"] = json!({"pageSize": 0}),
        "users.options.paged",
    );
    check_config(|config| config["groups"][0]["options"]["scope"] = "all".into(), "groups[0].options.scope");
    let mut config = config("ldaps://ldap.example.com");
    config["tls"] = json!({"certs": "a.pem", "rejectUnauthorized": false});
    let read = providers::read(&json!({"ldapOrg": config}), &Arc::default(), &http()).unwrap();
    assert_eq!(read.ignored, ["catalog.providers.ldapOrg.tls.certs"]);
}
