//! Reading entries from the directory.

use super::{Area, Server};
use crate::{limits, providers::FetchError};
use ldap3::{
    LdapConnAsync, LdapConnSettings, LdapError, SearchEntry,
    adapters::{Adapter, EntriesOnly, PagedResults},
};
use tokio::task::JoinSet;

/// All entries of each area.
pub(super) async fn entries(
    server: Server,
    areas: Vec<Area>,
    uuids: Vec<String>,
) -> Result<Vec<Vec<SearchEntry>>, FetchError> {
    let request = format!("LDAP {}", crate::http::shown(&server.url));
    // A task of its own, which ends with this future: the library panics when an answer breaks the protocol.
    let mut task = JoinSet::new();
    task.spawn(read(server, areas, uuids));
    match task.join_next().await {
        Some(Ok(Ok(entries))) => Ok(entries),
        Some(Ok(Err(problem))) => Err(FetchError::Directory { request, problem }),
        Some(Err(_)) | None => Err(FetchError::malformed(request, "it breaks the LDAP protocol")),
    }
}

async fn read(server: Server, areas: Vec<Area>, uuids: Vec<String>) -> Result<Vec<Vec<SearchEntry>>, String> {
    let settings =
        LdapConnSettings::new().set_conn_timeout(limits::CONNECT_TIME).set_no_tls_verify(!server.is_verified);
    let connection = LdapConnAsync::from_url_with_settings(settings, &server.url).await;
    let (connection, mut ldap) =
        connection.map_err(|error| format!("there is no connection: {}", told(&error)))?;
    // Ends when the last handle goes.
    ldap3::drive!(connection);
    if let Some((dn, secret)) = &server.bind {
        ldap.with_timeout(limits::ANSWER_TIME);
        let bound = ldap.simple_bind(dn, secret.expose()).await.and_then(ldap3::LdapResult::success);
        bound.map_err(|error| {
            format!("{dn} could not sign in: {}; check {}.bind", told(&error), server.config)
        })?;
    }
    let mut found = Vec::new();
    for area in areas {
        let failed =
            |error| format!("the search below {} failed: {}; check {}", area.dn, told(&error), server.config);
        let mut adapters: Vec<Box<dyn Adapter<'_, String, Vec<String>>>> = vec![Box::new(EntriesOnly::new())];
        if let Some(size) = area.page {
            adapters.push(Box::new(PagedResults::new(size)));
        }
        let mut attributes = area.map.attributes();
        attributes.extend(uuids.iter().cloned());
        // For each part of the answer.
        ldap.with_timeout(limits::ANSWER_TIME);
        let search = ldap.streaming_search_with(adapters, &area.dn, area.scope, &area.filter, attributes);
        let mut search = search.await.map_err(failed)?;
        let mut entries = Vec::new();
        while let Some(entry) = search.next().await.map_err(failed)? {
            entries.push(SearchEntry::construct(entry));
            if entries.len() > limits::ENTITIES {
                return Err(format!(
                    "there are more than {} entries below {}; set a filter",
                    limits::ENTITIES,
                    area.dn
                ));
            }
        }
        // A server that gives only a part says so at the end.
        search.finish().await.success().map_err(failed)?;
        found.push(entries);
    }
    // Said for politeness; all is read.
    let _told = ldap.unbind().await;
    Ok(found)
}

/// What went wrong, in words: the library's own text holds the whole answer.
fn told(error: &LdapError) -> String {
    let LdapError::LdapResult { result } = error else { return error.to_string() };
    let meaning = match result.rc {
        1 => "operations error",
        3 => "time limit exceeded",
        4 => "size limit exceeded; it gives only a part, so set paged: true",
        32 => "no such object",
        34 => "invalid name",
        49 => "invalid credentials",
        50 => "insufficient access rights",
        51 => "busy",
        52 => "unavailable",
        53 => "unwilling to perform",
        _ => "an error",
    };
    format!("{meaning} (code {})", result.rc)
}
