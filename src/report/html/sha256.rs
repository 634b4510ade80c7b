//! SHA-256 as constant functions, so that the compiler reckons the hashes of the page's own parts.

/// The SHA-256 of a text, in base64.
pub(super) const fn hash(text: &str) -> [u8; 44] {
    base64(&sha256(text.as_bytes()))
}

/// 32 bytes in base64, with the padding (RFC 4648, 4).
const fn base64(bytes: &[u8; 32]) -> [u8; 44] {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = [b'='; 44];
    let mut at = 0;
    while at < 43 {
        let bit = at * 6;
        let high = (bytes[bit / 8] as u16) << 8;
        let low = if bit / 8 + 1 < 32 {
            bytes[bit / 8 + 1] as u16
        } else {
            0
        };
        text[at] = LETTERS[((high | low) >> (10 - bit % 8) & 63) as usize];
        at += 1;
    }
    text
}

/// SHA-256 (FIPS 180-4, 6.2), as a constant function.
const fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut state: [u32; 8] = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];
    // The text, a bit that is set, zeros, and the length in bits.
    let blocks = (bytes.len() + 9).div_ceil(64);
    let mut block = 0;
    while block < blocks {
        let mut padded = [0; 64];
        let mut at = 0;
        while at < 64 {
            let index = block * 64 + at;
            padded[at] = if index < bytes.len() {
                bytes[index]
            } else if index == bytes.len() {
                0x80
            } else if index >= blocks * 64 - 8 {
                ((bytes.len() as u64 * 8) >> (8 * (blocks * 64 - 1 - index))) as u8
            } else {
                0
            };
            at += 1;
        }
        state = compress(state, &padded);
        block += 1;
    }
    let mut digest = [0; 32];
    let mut at = 0;
    while at < 32 {
        digest[at] = state[at / 4].to_be_bytes()[at % 4];
        at += 1;
    }
    digest
}

const fn compress(state: [u32; 8], block: &[u8; 64]) -> [u32; 8] {
    let mut words = [0_u32; 64];
    let mut at = 0;
    while at < 64 {
        words[at] = if at < 16 {
            u32::from_be_bytes([
                block[at * 4],
                block[at * 4 + 1],
                block[at * 4 + 2],
                block[at * 4 + 3],
            ])
        } else {
            let (w15, w2) = (words[at - 15], words[at - 2]);
            let s0 = w15.rotate_right(7) ^ w15.rotate_right(18) ^ (w15 >> 3);
            let s1 = w2.rotate_right(17) ^ w2.rotate_right(19) ^ (w2 >> 10);
            words[at - 16]
                .wrapping_add(s0)
                .wrapping_add(words[at - 7])
                .wrapping_add(s1)
        };
        at += 1;
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
    let mut at = 0;
    while at < 64 {
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let first = h
            .wrapping_add(s1)
            .wrapping_add(choice)
            .wrapping_add(ROUNDS[at])
            .wrapping_add(words[at]);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        let second = s0.wrapping_add(majority);
        (h, g, f, e) = (g, f, e, d.wrapping_add(first));
        (d, c, b, a) = (c, b, a, first.wrapping_add(second));
        at += 1;
    }
    let mut next = [a, b, c, d, e, f, g, h];
    let mut at = 0;
    while at < 8 {
        next[at] = next[at].wrapping_add(state[at]);
        at += 1;
    }
    next
}

/// The constants of the rounds: the first 32 bits of the fractions of the cube roots of the first 64
/// primes (FIPS 180-4, 4.2.2).
const ROUNDS: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The examples that NIST publishes with the standard, and lengths around a block's.
    #[test]
    fn the_hash_is_the_published_one() {
        for (text, digest) in [
            (
                "",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                "abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
            (
                &"a".repeat(55),
                "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318",
            ),
            (
                &"a".repeat(64),
                "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb",
            ),
        ] {
            assert_eq!(hex(&sha256(text.as_bytes())), digest, "{text}");
        }
        assert_eq!(
            &hash("abc"),
            b"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
    }
}
