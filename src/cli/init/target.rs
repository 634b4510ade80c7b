//! The file that `packlint init` writes: where it may be, and how it is written.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use crate::aks::cidr;
use crate::cli::ask::answers;
use crate::cli::new_cluster::{NewCluster, NewVNet};
use crate::cli::schema::CLUSTER_SCHEMA_URL;
use crate::files::{
    FileKind, Files, Loader, find_pack_root, is_config_file, link_outside, write_whole,
};
use crate::source::LIMITS;
use crate::source::{clean, relative};
use crate::text;

/// Where the new cluster file goes.
#[derive(Debug)]
pub(crate) struct Target {
    /// The file's absolute path.
    pub(crate) path: PathBuf,
    /// The file, as it was typed.
    pub(crate) shown: String,
    /// The directory that the file's paths are relative to, links followed.
    directory: PathBuf,
    /// The directory that paths of the command line are relative to.
    pub(crate) working_directory: PathBuf,
    schema: String,
    is_forced: bool,
    pub(crate) files: Files,
}

/// Where a repository of packlint's own layout has the schema.
const SCHEMA_FILE: &str = "schemas/cluster.schema.json";
/// What the schema says of itself; other tools have clusters too.
const SCHEMA_TITLE: &str = "\"packlint cluster file\"";

impl Target {
    /// Looks whether the file can be written, before anything is asked.
    ///
    /// # Errors
    /// Why it cannot.
    pub(crate) fn new(
        output: &Path,
        is_forced: bool,
        working_directory: &Path,
    ) -> anyhow::Result<Self> {
        let shown = output.display().to_string();
        let extension = output.extension().and_then(|extension| extension.to_str());
        ensure!(
            matches!(extension, Some("yaml" | "yml")),
            "{shown}: the name of a cluster file must end in .yaml or .yml"
        );
        ensure!(
            !is_config_file(output),
            "{shown}: this name is reserved for packlint's configuration"
        );
        let absolute = clean(&working_directory.join(output));
        let (parent, name) = match (absolute.parent(), absolute.file_name()) {
            (Some(parent), Some(name)) => (parent, name),
            _ => bail!("{shown} is not a valid file name"),
        };
        if let Some(link) = link_outside(&absolute) {
            let link = relative(working_directory, &link);
            bail!("{shown}: {link} is a link to something outside the repository");
        }
        let files = Files::on_disk();
        let directory = files.canonical(parent).ok();
        let directory = directory.filter(|parent| files.is_directory(parent));
        let Some(directory) = directory else {
            let parent = relative(working_directory, parent);
            bail!("{shown}: directory {parent} does not exist");
        };
        let loader = Loader::new(files.clone(), working_directory.to_path_buf());
        if let Some(root) = find_pack_root(&loader, &directory) {
            let pack = relative(working_directory, &root);
            bail!(
                "{shown}: a cluster file in pack directory {pack} would become part of the pack; write \
                 it somewhere else with --output FILE"
            );
        }
        let target = Target {
            path: directory.join(name),
            shown,
            schema: schema(&files, &directory, working_directory),
            directory,
            working_directory: working_directory.to_path_buf(),
            is_forced,
            files,
        };
        target.refuse_old_file()?;
        Ok(target)
    }

    /// Refuses a file that is there, unless it is one that is to be replaced and can be.
    fn refuse_old_file(&self) -> anyhow::Result<()> {
        let shown = &self.shown;
        if !self.files.is_link(&self.path) && !self.files.exists(&self.path) {
            return Ok(());
        }
        ensure!(
            self.is_forced,
            "{shown} already exists; overwrite it with --force, or choose another file with --output FILE"
        );
        if self.files.is_link(&self.path) {
            // The link is replaced, and what it leads to stays as it is.
            return Ok(());
        }
        let status = self.files.status(&self.path);
        let status = status.with_context(|| format!("{shown} cannot be read"))?;
        let is_file = status.kind == FileKind::Regular;
        ensure!(
            is_file,
            "{shown} is not a regular file and cannot be overwritten"
        );
        ensure!(!status.is_read_only, "{shown} is read-only");
        Ok(())
    }

    /// Writes the file, whole or not at all. Looks again whether one has come in the meantime.
    ///
    /// # Errors
    /// Why not; what was there is as it was.
    pub(crate) fn write(&self, text: &str) -> anyhow::Result<()> {
        self.refuse_old_file()?;
        write_whole(&self.path, text).with_context(|| format!("{} cannot be written", self.shown))
    }

    /// A pack's path as the file has it.
    ///
    /// # Errors
    /// A path that no text can name.
    pub(crate) fn relative(&self, pack: &Path) -> anyhow::Result<String> {
        let pack = clean(&self.working_directory.join(pack));
        // Links before the last part are followed, since `..` of the file's own directory is.
        let parent = pack.parent().map(|parent| self.files.canonical(parent));
        let full = match (parent, pack.file_name()) {
            (Some(Ok(parent)), Some(name)) => parent.join(name),
            _ => pack,
        };
        let is_text = full.to_str().is_some_and(|path| !path.contains("{{"));
        ensure!(
            is_text,
            "{}: a cluster file cannot refer to this path",
            text::printable(&full.to_string_lossy())
        );
        Ok(from_here(&self.directory, &full))
    }

    /// The VNet that a text means: a range, or a file that is there.
    ///
    /// # Errors
    /// Why it is neither.
    pub(crate) fn vnet(&self, text: &str) -> Result<NewVNet, String> {
        let path = Path::new(text);
        let is_file = self.files.exists(&self.working_directory.join(path));
        let is_path = text.ends_with(".json") || cidr::parse(text).is_err() && is_file;
        if !is_path {
            return answers::range(text).map(NewVNet::Range);
        }
        if !is_file {
            return Err("no such file".to_owned());
        }
        let path = self.relative(path).map_err(|error| error.to_string())?;
        Ok(NewVNet::File(path))
    }

    /// The text of the file that a cluster makes.
    pub(crate) fn text(&self, cluster: &NewCluster) -> String {
        let name = self.path.file_name().unwrap_or_default();
        cluster.to_yaml(&self.schema, &shell_word(&name.to_string_lossy()))
    }

    /// The directories of packs that lie outside the repository of the file.
    pub(crate) fn outside(&self, cluster: &NewCluster) -> Vec<PathBuf> {
        let loader = Loader::new(self.files.clone(), self.working_directory.clone());
        let vnet = match &cluster.vnet {
            Some(NewVNet::File(path)) => Some(path),
            _ => None,
        };
        let paths = cluster.packs.iter().chain(vnet);
        let paths = paths.map(|path| self.directory.join(path));
        let outside = paths.filter(|pack| loader.leaves(&self.directory, pack));
        let parent = |pack: PathBuf| self.files.canonical(&pack).ok()?.parent().map(clean);
        let mut directories: Vec<_> = outside.filter_map(parent).collect();
        directories.sort();
        directories.dedup();
        directories
    }

    /// A path as a word of a command line.
    pub(crate) fn word_of(&self, path: &Path) -> String {
        shell_word(&relative(&self.working_directory, path))
    }

    /// The file as a word of a command line.
    pub(crate) fn word(&self) -> String {
        shell_word(&self.shown)
    }

    /// A name for the cluster, by the directory.
    pub(crate) fn default_name(&self) -> Option<String> {
        let name = self.directory.file_name()?.to_str()?;
        let is_fitting = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let is_name = name.starts_with(|first: char| first.is_ascii_alphanumeric())
            && name.chars().all(is_fitting);
        is_name.then(|| name.to_owned())
    }
}

/// Where editors find the schema: a file in the target's directory, or between it and the working
/// directory; else the published one.
fn schema(files: &Files, directory: &Path, working_directory: &Path) -> String {
    let is_near = |one: &&Path| *one == directory || one.starts_with(working_directory);
    let has_schema = |one: &&Path| {
        let read = files.read_text(&one.join(SCHEMA_FILE), LIMITS.file_bytes);
        read.is_ok_and(|text| text.contains(SCHEMA_TITLE))
    };
    let mut near = directory.ancestors().take_while(is_near);
    near.find(has_schema).map_or_else(
        || CLUSTER_SCHEMA_URL.to_owned(),
        |one| from_here(directory, &one.join(SCHEMA_FILE)),
    )
}

/// A path relative to a directory, with `./` before it where it lies below.
fn from_here(directory: &Path, path: &Path) -> String {
    let path = relative(directory, path);
    match path.starts_with("..") {
        true => path,
        false => format!("./{path}"),
    }
}

/// A word of a command line, quoted for a POSIX shell where it has to be.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./-+:@%\\".contains(c);
    match !word.starts_with('-') && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
