//! The words in which the document is written: utoipa's builders, with what all our operations have in common.

use super::{parameters::Shared, replies::Refusal};
use axum::http::StatusCode;
use serde_json::Value;
use utoipa::openapi::{
    Content, ContentBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
    header::HeaderBuilder,
    path::{HttpMethod, Operation, OperationBuilder, Parameter},
    request_body::RequestBodyBuilder,
    schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Type},
};

const JSON: &str = "application/json";

/// One method of one path, relative to where its routes are mounted.
pub(super) struct Described {
    pub(super) path: &'static str,
    pub(super) method: HttpMethod,
    operation: OperationBuilder,
}

pub(super) fn get(path: &'static str, id: &str, summary: &str) -> Described {
    Described::new(path, HttpMethod::Get, id, summary)
}

pub(super) fn post(path: &'static str, id: &str, summary: &str) -> Described {
    Described::new(path, HttpMethod::Post, id, summary)
}

pub(super) fn put(path: &'static str, id: &str, summary: &str) -> Described {
    Described::new(path, HttpMethod::Put, id, summary)
}

pub(super) fn delete(path: &'static str, id: &str, summary: &str) -> Described {
    Described::new(path, HttpMethod::Delete, id, summary)
}

impl Described {
    fn new(path: &'static str, method: HttpMethod, id: &str, summary: &str) -> Self {
        let operation = OperationBuilder::new().operation_id(Some(id)).summary(Some(summary));
        Self { path, method, operation }
    }

    fn with(mut self, change: impl FnOnce(OperationBuilder) -> OperationBuilder) -> Self {
        self.operation = change(self.operation);
        self
    }

    /// What there is to know beyond the summary, in Markdown.
    pub(super) fn note(self, text: &str) -> Self {
        self.with(|operation| operation.description(Some(text)))
    }

    /// A parameter of this operation alone.
    pub(super) fn takes(self, parameter: impl Into<Parameter>) -> Self {
        self.with(|operation| operation.parameter(parameter))
    }

    /// Parameters that several operations have.
    pub(super) fn shares(self, parameters: &[Shared]) -> Self {
        let refs = parameters.iter().map(|shared| Ref::new(shared.address()));
        refs.fold(self, |described, one| described.with(|operation| operation.parameter_ref(one)))
    }

    /// A JSON body.
    pub(super) fn body(self, required: Required, schema: &str, example: Value) -> Self {
        let content = content(named(schema), example);
        let body = RequestBodyBuilder::new().content(JSON, content).required(Some(required)).build();
        self.with(|operation| operation.request_body(Some(body)))
    }

    /// The JSON reply when all is well.
    pub(super) fn answers(
        self,
        status: StatusCode,
        meaning: &str,
        schema: impl Into<RefOr<Schema>>,
        example: Value,
    ) -> Self {
        let reply = ResponseBuilder::new().description(meaning).content(JSON, content(schema, example));
        self.with(|operation| operation.response(status.as_str(), reply))
    }

    /// The reply when all is well: JSON, or a text in another form.
    pub(super) fn answers_also(
        self,
        meaning: &str,
        schema: impl Into<RefOr<Schema>>,
        example: Value,
        others: &[(&str, &str)],
    ) -> Self {
        let reply = ResponseBuilder::new().description(meaning).content(JSON, content(schema, example));
        let reply = others.iter().fold(reply, |reply, (media_type, example)| {
            reply.content(*media_type, content(text(), Value::from(*example)))
        });
        self.with(|operation| operation.response("200", reply))
    }

    /// The reply when all is well: a text in a form other than JSON.
    pub(super) fn answers_as(self, meaning: &str, media_type: &str, example: &str) -> Self {
        let reply = ResponseBuilder::new().description(meaning);
        let reply = reply.content(media_type, content(text(), Value::from(example)));
        self.with(|operation| operation.response("200", reply))
    }

    /// The JSON reply when all is well, with a header.
    pub(super) fn answers_with_header(
        self,
        meaning: &str,
        header: (&str, &str),
        schema: impl Into<RefOr<Schema>>,
        example: Value,
    ) -> Self {
        let (name, description) = header;
        let header = HeaderBuilder::new().schema(Some(text())).description(Some(description)).build();
        let reply = ResponseBuilder::new()
            .description(meaning)
            .header(name, header)
            .content(JSON, content(schema, example));
        self.with(|operation| operation.response("200", reply))
    }

    /// A reply without a body.
    pub(super) fn says(self, status: StatusCode, meaning: &str) -> Self {
        let reply = ResponseBuilder::new().description(meaning);
        self.with(|operation| operation.response(status.as_str(), reply))
    }

    /// The ways in which it is refused.
    pub(super) fn refuses(self, refusals: &[Refusal]) -> Self {
        refusals.iter().fold(self, |described, refusal| {
            let reply = Ref::from_response_name(refusal.name());
            described.with(|operation| operation.response(refusal.status().as_str(), reply))
        })
    }

    /// The finished operation, under the heading of `tag`.
    pub(super) fn under(self, tag: &str) -> Operation {
        self.operation.tag(tag).build()
    }
}

/// A schema of the document's own.
pub(super) fn named(schema: &str) -> RefOr<Schema> {
    Ref::from_schema_name(schema).into()
}

/// JSON with an example.
pub(super) fn content(schema: impl Into<RefOr<Schema>>, example: Value) -> Content {
    ContentBuilder::new().schema(Some(schema)).example(Some(example)).build()
}

pub(super) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A text that is one of these.
pub(super) fn one_of(words: &[&str]) -> ObjectBuilder {
    text().enum_values(Some(words.iter().copied()))
}

/// A whole number that is at least `least`.
pub(super) fn number(least: u32) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least))
}

pub(super) fn flag() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Boolean)
}

pub(super) fn list(of: impl Into<RefOr<Schema>>) -> ArrayBuilder {
    ArrayBuilder::new().items(of.into())
}

/// An object that may hold more than what is said about it.
pub(super) fn object() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object)
}

/// An object that holds nothing but what is said about it.
pub(super) fn closed() -> ObjectBuilder {
    object().additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
}

/// An object from texts to values of one sort.
pub(super) fn map(to: impl Into<RefOr<Schema>>) -> ObjectBuilder {
    object().additional_properties(Some(AdditionalProperties::from(to.into())))
}
