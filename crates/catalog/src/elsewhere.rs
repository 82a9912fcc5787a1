//! Following Locations that lead elsewhere: to what was delivered last, or to the reason why there is nothing.

use crate::{
    discover::From,
    engine::Engine,
    pass::{Pass, Step},
    read::{self, Origin},
    remote::{Failure, Remote},
};
use portico_scm::GitTarget;
use rayon::prelude::*;

impl Engine {
    pub(crate) fn follow_url(&mut self, step: &Step, target: &str, pass: &mut Pass) {
        let base = match &step.from {
            From::Url(url) => url.as_str(),
            From::Root(_) | From::File(_) | From::Git(_) | From::Provider => target,
        };
        let address = self.config.integrations.resolve(target, base).unwrap_or_else(|_| target.to_owned());
        self.follow_remote(step, format!("url:{address}"), pass);
    }

    pub(crate) fn follow_git(&mut self, step: &Step, target: &str, pass: &mut Pass) {
        let resolved = match &step.from {
            From::Git(base) => GitTarget::parse(base).and_then(|base| base.resolve(target)),
            From::Root(_) | From::File(_) | From::Url(_) | From::Provider => GitTarget::parse(target),
        };
        match resolved {
            Ok(target) => self.follow_remote(step, format!("git:{target}"), pass),
            Err(error) => {
                let help = Some("Correct the target".to_owned());
                self.location_problem(step, "location-target", error.to_string(), help, pass);
            }
        }
    }

    fn follow_remote(&mut self, step: &Step, remote: String, pass: &mut Pass) {
        let gone = |known: &Remote| known.failure.as_ref().is_some_and(|failure| failure.not_found);
        if step.spec.optional && self.remotes.get(&remote).is_some_and(gone) {
            pass.remotes.insert(remote);
            return;
        }
        let Some(failure) = self.take_remote(&remote, &step.entity_ref, &step.origin, step.depth, pass)
        else {
            return;
        };
        let code = if failure.not_found { "not-found" } else { "unreachable" };
        let help = failure.help.or_else(|| Some("Check the address".to_owned()));
        self.location_problem(step, code, failure.message, help, pass);
    }

    /// Takes the files of a remote as they were delivered last. Returns why there are none, or not the current ones.
    pub(crate) fn take_remote(
        &mut self,
        remote: &str,
        parent: &str,
        origin: &Origin,
        depth: usize,
        pass: &mut Pass,
    ) -> Option<Failure> {
        if !pass.remotes.insert(remote.to_owned()) {
            return None;
        }
        let known = self.remotes.entry(remote.to_owned()).or_default();
        if known.parent != parent || known.origin.as_ref() != Some(origin) {
            known.parent = parent.to_owned();
            known.origin = Some(origin.clone());
        }
        if !known.read {
            // Until it was read, nothing is known about it, and nothing that came from it is given up.
            pass.unreadable.insert(parent.to_owned());
            if known.failure.is_none() {
                pass.pending.insert(parent.to_owned());
            }
            return known.failure.clone();
        }
        let failure = known.failure.clone();
        let ids: Vec<String> = known.files.iter().cloned().collect();
        self.read_fresh(remote, origin, pass);
        for id in ids {
            self.take_source(parent, origin, depth, id, pass);
        }
        failure
    }

    /// Reads the files of a remote that came since the last pass.
    pub(crate) fn read_fresh(&mut self, remote: &str, origin: &Origin, pass: &mut Pass) {
        let Some(known) = self.remotes.get_mut(remote) else { return };
        let fresh = std::mem::take(&mut known.fresh);
        let of_another_origin = known.files.iter().any(|id| {
            let is_fresh = fresh.contains_key(id);
            let source = self.sources.get(id);
            !is_fresh && source.is_none_or(|source| !source.direct && source.origin != *origin)
        });
        if of_another_origin {
            // Who led to it decides what it may hold, and its text is not kept.
            self.ask_again(remote);
        }
        let read: Vec<_> = fresh
            .into_values()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|file| {
                let shown = self.shown_source(&file.id);
                let (source, outcomes) = read::read_remote(&self.config, remote, &file, &shown, origin);
                (file.id, source, self.news(&shown, outcomes))
            })
            .collect();
        for (id, source, news) in read {
            pass.outcomes.insert(id.clone(), news);
            pass.fresh_sources.insert(id.clone());
            self.sources.insert(id, source);
        }
    }
}
