//! The kinds that Portico knows: their fields and the references these hold. One table, read by validation, by the
//! relations and by the hints about misspelt keys.

/// The form of a field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text that is not empty.
    Text,
    /// A list, possibly empty, of texts that are not empty.
    TextList,
    /// `{displayName?, email?, picture?}`, texts that are not empty.
    Profile,
    /// `required` or `optional`.
    Presence,
    /// Judged by the kind's own code, or not at all.
    Free,
}

/// A field of `spec`.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Key under `spec`.
    pub key: &'static str,
    /// Form of the value.
    pub form: Form,
    /// Whether the entity is refused without it.
    pub required: bool,
    /// The reference that the value holds, if it does.
    pub reference: Option<Reference>,
}

/// What a field that refers to other entities means.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Relation from the entity to the target.
    pub forward: &'static str,
    /// Relation from the target back.
    pub reverse: &'static str,
    /// Kind of a reference that names none; `None` where the kind must be written.
    pub default_kind: Option<&'static str>,
}

/// A kind and the versions of its format.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Name, in the only case that is accepted in files.
    pub name: &'static str,
    /// Accepted `apiVersion`s.
    pub api_versions: &'static [&'static str],
    /// Fields of `spec`.
    pub fields: &'static [Field],
}

impl Kind {
    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

const fn field(key: &'static str, form: Form, required: bool) -> Field {
    Field { key, form, required, reference: None }
}

const fn must(key: &'static str) -> Field {
    field(key, Form::Text, true)
}

const fn may(key: &'static str) -> Field {
    field(key, Form::Text, false)
}

const fn refers(
    base: Field,
    forward: &'static str,
    reverse: &'static str,
    default_kind: Option<&'static str>,
) -> Field {
    Field { reference: Some(Reference { forward, reverse, default_kind }), ..base }
}

const fn list(key: &'static str, required: bool) -> Field {
    field(key, Form::TextList, required)
}

const OWNER: Field = refers(must("owner"), "ownedBy", "ownerOf", Some("Group"));
const OWNER_OPTIONAL: Field = refers(may("owner"), "ownedBy", "ownerOf", Some("Group"));
const SYSTEM: Field = refers(may("system"), "partOf", "hasPart", Some("System"));
const DEPENDS_ON: Field = refers(list("dependsOn", false), "dependsOn", "dependencyOf", None);
// Not in the format's schema, yet read for relations; so its form is free.
const DEPENDENCY_OF: Field =
    refers(field("dependencyOf", Form::Free, false), "dependencyOf", "dependsOn", None);
const PROFILE: Field = field("profile", Form::Profile, false);

const CATALOG_VERSIONS: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];
const TEMPLATE_VERSIONS: &[&str] = &["scaffolder.backstage.io/v1beta3"];

/// All kinds that Portico knows, in the order in which people think of them.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "Component",
        api_versions: CATALOG_VERSIONS,
        fields: &[
            must("type"),
            must("lifecycle"),
            OWNER,
            SYSTEM,
            refers(may("subcomponentOf"), "partOf", "hasPart", Some("Component")),
            refers(list("providesApis", false), "providesApi", "apiProvidedBy", Some("API")),
            refers(list("consumesApis", false), "consumesApi", "apiConsumedBy", Some("API")),
            DEPENDS_ON,
            DEPENDENCY_OF,
        ],
    },
    Kind {
        name: "API",
        api_versions: CATALOG_VERSIONS,
        fields: &[must("type"), must("lifecycle"), OWNER, must("definition"), SYSTEM],
    },
    Kind {
        name: "Resource",
        api_versions: CATALOG_VERSIONS,
        fields: &[must("type"), OWNER, SYSTEM, DEPENDS_ON, DEPENDENCY_OF],
    },
    Kind {
        name: "System",
        api_versions: CATALOG_VERSIONS,
        fields: &[OWNER, refers(may("domain"), "partOf", "hasPart", Some("Domain")), may("type")],
    },
    Kind {
        name: "Domain",
        api_versions: CATALOG_VERSIONS,
        fields: &[OWNER, refers(may("subdomainOf"), "partOf", "hasPart", Some("Domain")), may("type")],
    },
    Kind {
        name: "Group",
        api_versions: CATALOG_VERSIONS,
        fields: &[
            must("type"),
            PROFILE,
            refers(may("parent"), "childOf", "parentOf", Some("Group")),
            refers(list("children", true), "parentOf", "childOf", Some("Group")),
            refers(list("members", false), "hasMember", "memberOf", Some("User")),
        ],
    },
    Kind {
        name: "User",
        api_versions: CATALOG_VERSIONS,
        fields: &[PROFILE, refers(list("memberOf", true), "memberOf", "hasMember", Some("Group"))],
    },
    Kind {
        name: "Location",
        api_versions: CATALOG_VERSIONS,
        fields: &[
            may("type"),
            may("target"),
            list("targets", false),
            field("presence", Form::Presence, false),
        ],
    },
    Kind {
        name: "Template",
        api_versions: TEMPLATE_VERSIONS,
        fields: &[
            must("type"),
            field("steps", Form::Free, true),
            OWNER_OPTIONAL,
            may("lifecycle"),
            field("parameters", Form::Free, false),
            field("output", Form::Free, false),
            field("secrets", Form::Free, false),
            field("presentation", Form::Free, false),
            field("formDecorators", Form::Free, false),
            field("EXPERIMENTAL_formDecorators", Form::Free, false),
            field("EXPERIMENTAL_recovery", Form::Free, false),
        ],
    },
];

/// Keys of `metadata` that have a meaning.
pub const METADATA_KEYS: &[&str] = &[
    "name",
    "namespace",
    "title",
    "description",
    "labels",
    "annotations",
    "tags",
    "links",
    "uid",
    "etag",
    "generation",
];

/// Lists of `spec` that are stored sorted (by UTF-16 unit), so that a change of order is no change.
pub const SORTED_LISTS: &[&str] =
    &["providesApis", "consumesApis", "dependsOn", "dependencyOf", "memberOf", "children", "members"];

/// The kind of this exact name.
pub fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The proper spelling of a kind's name written in any case; other names come back as they are.
pub fn spelling(name: &str) -> &str {
    KINDS.iter().find(|kind| kind.name.eq_ignore_ascii_case(name)).map_or(name, |kind| kind.name)
}
