//! Terraform's numbers. They have 512 bits there; here they are exact fractions, and what Terraform
//! would round is not known.

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, ToPrimitive, Zero};

/// A number, as far as it is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExactNumber {
    ratio: Ratio<i128>,
    /// Whether Terraform's rounding has no part in it.
    is_exact: bool,
}

/// How many digits a number may have: all of their powers of ten fit.
const DIGITS: usize = 30;

impl ExactNumber {
    /// A number as HCL, JSON and conversions spell it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
                (mantissa, exponent.parse::<i32>().ok()?)
            }
            None => (text, 0),
        };
        let (is_negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let dangles = digits.contains('.') && fraction.is_empty();
        if whole.is_empty() || dangles || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let all = all.trim_start_matches('0');
        if all.len() > DIGITS {
            return None;
        }
        let value: i128 = if all.is_empty() { 0 } else { all.parse().ok()? };
        let value = if is_negative { -value } else { value };
        let scale = i32::try_from(fraction.len()).ok()? - exponent;
        let power = 10_i128.checked_pow(scale.unsigned_abs())?;
        let ratio = match scale >= 0 {
            true => Ratio::new(value, power),
            false => Ratio::from_integer(value.checked_mul(power)?),
        };
        Some(ExactNumber {
            ratio,
            is_exact: true,
        })
    }

    pub(super) fn whole(value: impl Into<i128>) -> Self {
        ExactNumber {
            ratio: Ratio::from_integer(value.into()),
            is_exact: true,
        }
    }

    /// The number, where it is a whole one.
    pub(super) fn as_whole(self) -> Option<i128> {
        let is_whole = self.is_exact && self.ratio.is_integer();
        is_whole.then(|| self.ratio.to_integer())
    }

    /// The number as a fraction, where it is exact.
    pub(super) fn fraction(self) -> Option<(i128, i128)> {
        self.is_exact
            .then(|| (*self.ratio.numer(), *self.ratio.denom()))
    }

    /// The number as an index or a length.
    pub(super) fn as_index(self) -> Option<usize> {
        usize::try_from(self.as_whole()?).ok()
    }

    pub(super) fn as_f64(self) -> Option<f64> {
        self.ratio.to_f64()
    }

    pub(super) fn is_zero(self) -> bool {
        self.ratio.is_zero()
    }

    pub(super) fn sign(self) -> Self {
        ExactNumber::whole(self.ratio.signum().to_integer())
    }

    pub(super) fn abs(self) -> Self {
        ExactNumber {
            ratio: self.ratio.abs(),
            ..self
        }
    }

    pub(super) fn negate(self) -> Self {
        ExactNumber {
            ratio: -self.ratio,
            ..self
        }
    }

    /// Whether a binary fraction is the number itself.
    fn is_dyadic(ratio: &Ratio<i128>) -> bool {
        let denominator = ratio.denom();
        denominator & (denominator - 1) == 0
    }

    /// The result of an operation. It is exact where both numbers and the result are binary
    /// fractions.
    fn result(self, other: Self, ratio: Option<Ratio<i128>>) -> Option<Self> {
        let ratio = ratio?;
        let all = [&self.ratio, &other.ratio, &ratio];
        Some(ExactNumber {
            ratio,
            is_exact: self.is_exact && other.is_exact && all.into_iter().all(Self::is_dyadic),
        })
    }

    pub(super) fn add(self, other: Self) -> Option<Self> {
        self.result(other, self.ratio.checked_add(&other.ratio))
    }

    pub(super) fn subtract(self, other: Self) -> Option<Self> {
        self.result(other, self.ratio.checked_sub(&other.ratio))
    }

    pub(super) fn multiply(self, other: Self) -> Option<Self> {
        self.result(other, self.ratio.checked_mul(&other.ratio))
    }

    pub(super) fn divide(self, other: Self) -> Option<Self> {
        self.result(other, self.ratio.checked_div(&other.ratio))
    }

    pub(super) fn modulo(self, other: Self) -> Option<Self> {
        let whole = self.ratio.checked_div(&other.ratio)?.trunc();
        let rest = (self.ratio).checked_sub(&whole.checked_mul(&other.ratio)?);
        self.result(other, rest)
    }

    /// How two numbers compare; not known where rounding decides.
    pub(super) fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        let order = self.ratio.cmp(&other.ratio);
        let is_certain = self.is_exact && other.is_exact || order.is_ne();
        is_certain.then_some(order)
    }

    /// The next whole number below, or above.
    pub(super) fn rounded(self, up: bool) -> Option<Self> {
        if !self.is_exact && self.ratio.is_integer() {
            return None;
        }
        let rounded = if up {
            self.ratio.ceil()
        } else {
            self.ratio.floor()
        };
        Some(ExactNumber::whole(rounded.to_integer()))
    }

    pub(super) fn power(self, exponent: Self) -> Option<Self> {
        let (base, exponent) = (self.as_whole()?, exponent.as_index()?);
        let power = base.checked_pow(u32::try_from(exponent).ok()?)?;
        // Terraform goes through 64-bit floating point.
        (power.unsigned_abs() < 1 << 53).then(|| ExactNumber::whole(power))
    }

    /// The number as Terraform writes it.
    pub(super) fn text(self) -> Option<String> {
        if !self.is_exact {
            return None;
        }
        let mut scale = 0;
        let mut ratio = self.ratio;
        while !ratio.is_integer() && scale < DIGITS {
            ratio = ratio.checked_mul(&Ratio::from_integer(10))?;
            scale += 1;
        }
        if !ratio.is_integer() {
            return None;
        }
        let digits = format!("{:0>width$}", ratio.abs().to_integer(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.ratio.is_negative() { "-" } else { "" };
        Some(match fraction {
            "" => format!("{sign}{whole}"),
            fraction => format!("{sign}{whole}.{fraction}"),
        })
    }
}
