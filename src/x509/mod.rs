//! Bytes to facts: DER, PEM and PKCS#7 to certificates, signatures, names.
