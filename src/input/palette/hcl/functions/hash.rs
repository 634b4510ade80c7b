//! Hashes of texts and files.

use data_encoding::{BASE64, HEXLOWER};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::files::content;
use super::{Function, Invocation};
use crate::input::palette::hcl::eval::Evaluated;

type Hash = fn(&[u8]) -> Vec<u8>;

pub(super) const FUNCTIONS: &[Function] = &[
    ("md5", 1, 1, |call| hex(call, of_text, hash::<Md5>)),
    ("sha1", 1, 1, |call| hex(call, of_text, hash::<Sha1>)),
    ("sha256", 1, 1, |call| hex(call, of_text, hash::<Sha256>)),
    ("sha512", 1, 1, |call| hex(call, of_text, hash::<Sha512>)),
    ("base64sha256", 1, 1, |call| {
        base64(call, of_text, hash::<Sha256>)
    }),
    ("base64sha512", 1, 1, |call| {
        base64(call, of_text, hash::<Sha512>)
    }),
    ("filemd5", 1, 1, |call| hex(call, of_file, hash::<Md5>)),
    ("filesha1", 1, 1, |call| hex(call, of_file, hash::<Sha1>)),
    ("filesha256", 1, 1, |call| {
        hex(call, of_file, hash::<Sha256>)
    }),
    ("filesha512", 1, 1, |call| {
        hex(call, of_file, hash::<Sha512>)
    }),
    ("filebase64sha256", 1, 1, |call| {
        base64(call, of_file, hash::<Sha256>)
    }),
    ("filebase64sha512", 1, 1, |call| {
        base64(call, of_file, hash::<Sha512>)
    }),
];

fn hash<D: Digest>(bytes: &[u8]) -> Vec<u8> {
    D::digest(bytes).to_vec()
}

type Content = fn(&Invocation<'_, '_>, Hash) -> Evaluated<Vec<u8>>;

fn of_text(call: &Invocation<'_, '_>, hash: Hash) -> Evaluated<Vec<u8>> {
    let text = call.text(0)?;
    call.spend_bytes(text.len())?;
    Ok(hash(text.as_bytes()))
}

fn of_file(call: &Invocation<'_, '_>, hash: Hash) -> Evaluated<Vec<u8>> {
    Ok(hash(content(call)?.text.as_bytes()))
}

fn hex(call: &Invocation<'_, '_>, of: Content, hash: Hash) -> Evaluated {
    call.make(HEXLOWER.encode(&of(call, hash)?))
}

fn base64(call: &Invocation<'_, '_>, of: Content, hash: Hash) -> Evaluated {
    call.make(BASE64.encode(&of(call, hash)?))
}
