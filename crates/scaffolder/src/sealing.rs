//! Secrets of tasks, sealed while they lie in the database.
//!
//! A [`Keyring`] holds one key. It is made from a text of the configuration, which all processes of one database share,
//! or kept in a file of this process alone. What is sealed is bound to its task.

use crate::tasks::Sealed;
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest, hkdf,
    rand::{SecureRandom as _, SystemRandom},
};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Bytes of a key.
const KEY: usize = 32;

/// Shortest text of the configuration that a key is made from.
pub const SHORTEST_KEY: usize = 32;

/// The key that seals secrets.
pub struct Keyring {
    key: LessSafeKey,
    id: String,
    is_own: bool,
}

/// Why there is no key, or it does not open something.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The file of the key cannot be used.
    #[error("the key file {} cannot be used", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// The file does not hold a key.
    #[error(
        "{} does not hold a key of {KEY} bytes; remove it to have a new one made (waiting tasks with secrets will fail)",
        .0.display()
    )]
    NoKey(PathBuf),
    /// The cryptography failed, which it only does without randomness.
    #[error("there is no randomness to seal secrets with")]
    Random,
    /// Another key sealed it, or it was changed.
    #[error(
        "the task's secrets were sealed by another process, whose key this one does not have; set scaffolder.secretsKey to the same value for all processes, and start the task again"
    )]
    OtherKey,
}

impl Keyring {
    /// A key made from a text of the configuration.
    ///
    /// # Errors
    /// Never for a text; the cryptography might.
    pub fn of_text(text: &str) -> Result<Self, SealError> {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"portico task secrets");
        let mut key = [0; KEY];
        let derived = salt.extract(text.as_bytes());
        let expanded = derived.expand(&[b"v1"], &AES_256_GCM).map_err(|_| SealError::Random)?;
        let unbound: UnboundKey = expanded.into();
        derived
            .expand(&[b"id"], hkdf::HKDF_SHA256)
            .and_then(|expanded| expanded.fill(&mut key))
            .map_err(|_| SealError::Random)?;
        Ok(Self { key: LessSafeKey::new(unbound), id: id_of(&key), is_own: false })
    }

    /// The key in a file, which is made if it is not there, for its owner alone.
    ///
    /// # Errors
    /// If the file cannot be read or made, or holds something else.
    pub fn of_file(file: &Path) -> Result<Self, SealError> {
        let failed = |error| SealError::File(file.to_owned(), error);
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(file)?,
            Err(error) => return Err(failed(error)),
        };
        let unbound = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| SealError::NoKey(file.to_owned()))?;
        Ok(Self { key: LessSafeKey::new(unbound), id: id_of(&bytes), is_own: true })
    }

    /// Which key it is; says nothing about the key itself.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether no other process has it.
    pub fn is_own(&self) -> bool {
        self.is_own
    }

    /// Seals the secrets of a task; nothing if there are none.
    ///
    /// # Errors
    /// If there is no randomness.
    pub fn seal(&self, task: &str, secrets: &BTreeMap<String, String>) -> Result<Option<Sealed>, SealError> {
        if secrets.is_empty() {
            return Ok(None);
        }
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| SealError::Random)?;
        let mut text = serde_json::to_vec(secrets).map_err(|_| SealError::Random)?;
        let aad = Aad::from(task.as_bytes());
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text)
            .map_err(|_| SealError::Random)?;
        let bytes = [nonce.as_slice(), &text].concat();
        Ok(Some(Sealed { key: self.id.clone(), bytes }))
    }

    /// Opens the secrets of a task.
    ///
    /// # Errors
    /// If another key sealed them, or they were another task's.
    pub fn open(&self, task: &str, sealed: &Sealed) -> Result<BTreeMap<String, String>, SealError> {
        let (nonce, text) = sealed.bytes.split_at_checked(NONCE_LEN).ok_or(SealError::OtherKey)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::OtherKey)?;
        let mut text = text.to_vec();
        let aad = Aad::from(task.as_bytes());
        let opened = self.key.open_in_place(nonce, aad, &mut text).map_err(|_| SealError::OtherKey)?;
        serde_json::from_slice(opened).map_err(|_| SealError::OtherKey)
    }
}

fn id_of(key: &[u8]) -> String {
    let mut text = b"portico key ".to_vec();
    text.extend(key);
    let digest = digest::digest(&digest::SHA256, &text);
    digest.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn make(file: &Path) -> Result<Vec<u8>, SealError> {
    let failed = |error| SealError::File(file.to_owned(), error);
    let mut key = vec![0; KEY];
    SystemRandom::new().fill(&mut key).map_err(|_| SealError::Random)?;
    // Under another name first: a process that is killed here leaves no half a key.
    let draft = file.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(&draft).map_err(failed)?;
    io::Write::write_all(&mut opened, &key).and_then(|()| opened.sync_all()).map_err(failed)?;
    fs::rename(&draft, file).map_err(failed)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::{Keyring, SealError};
    use std::collections::BTreeMap;

    fn secrets() -> BTreeMap<String, String> {
        BTreeMap::from([("TOKEN".to_owned(), "s3cr3t-süß".to_owned())])
    }

    #[test]
    fn only_the_same_key_opens_only_the_same_task() {
        let one = Keyring::of_text("a text that is long enough to be a key").unwrap();
        let same = Keyring::of_text("a text that is long enough to be a key").unwrap();
        let other = Keyring::of_text("another text that is long enough to be").unwrap();
        let sealed = one.seal("t1", &secrets()).unwrap().unwrap();
        assert!(!sealed.bytes.windows(6).any(|bytes| bytes == b"s3cr3t"));
        assert_eq!(same.open("t1", &sealed).unwrap(), secrets());
        assert_eq!((one.id(), one.id() == other.id()), (same.id(), false));
        for refused in [other.open("t1", &sealed), one.open("t2", &sealed)] {
            assert!(matches!(refused, Err(SealError::OtherKey)));
        }
        let mut changed = sealed.clone();
        changed.bytes.truncate(5);
        assert!(one.open("t1", &changed).is_err());
        assert_ne!(one.seal("t1", &secrets()).unwrap().unwrap().bytes, sealed.bytes, "never the same twice");
        assert_eq!(one.seal("t1", &BTreeMap::new()).unwrap(), None);
    }

    #[test]
    fn a_key_file_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tasks.key");
        let first = Keyring::of_file(&file).unwrap();
        let sealed = first.seal("t", &secrets()).unwrap().unwrap();
        let again = Keyring::of_file(&file).unwrap();
        assert_eq!(again.open("t", &sealed).unwrap(), secrets());
        assert!(again.is_own());
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::write(&file, "short").unwrap();
        assert!(matches!(Keyring::of_file(&file), Err(SealError::NoKey(_))));
    }
}
