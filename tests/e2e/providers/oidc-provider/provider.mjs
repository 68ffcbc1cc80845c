// SPDX-License-Identifier: Apache-2.0
// npm's oidc-provider with one client for each signature algorithm, PKCE required and its own login forms:
//
//   node provider.mjs --port PORT --secret SECRET --redirect-uri URI... [--more FILE]
//                     [--certificate FILE --key FILE --client-authorities FILE]
//
// Clients are named after their algorithm in small letters (rs256, ps256, es256, eddsa); users may choose any name and
// password. FILE is JSON that adds to this: clients (their redirect URIs are the same), features as in the library's
// documentation, clientAuthMethods, responseTypes, refreshTokens (true: they are given, and replaced), accessTokenLifetime
// (seconds), dpop_nonce (true: proofs have to have one), and encryption, the kinds of keys that requests may be encrypted to.
// Prints "ready" when it listens, and the real reason of every refusal.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { parseArgs } from 'node:util';
import Provider from 'oidc-provider';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string' },
    secret: { type: 'string' },
    'redirect-uri': { type: 'string', multiple: true },
    more: { type: 'string' },
    certificate: { type: 'string' },
    key: { type: 'string' },
    'client-authorities': { type: 'string' },
  },
});

const more = options.more ? JSON.parse(readFileSync(options.more)) : {};

const signingKeys = {
  RS256: ['rsa', { modulusLength: 2048 }],
  PS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}],
};
const algorithms = Object.keys(signingKeys);

function newKey(alg) {
  const { privateKey } = generateKeyPairSync(...signingKeys[alg]);
  return { ...privateKey.export({ format: 'jwk' }), kid: `key-${alg.toLowerCase()}`, use: 'sig', alg };
}

function newEncryptionKey(kind) {
  const { privateKey } = generateKeyPairSync(...signingKeys[kind]);
  return { ...privateKey.export({ format: 'jwk' }), kid: `enc-${kind.toLowerCase()}`, use: 'enc' };
}

function anotherClient(client) {
  return { redirect_uris: options['redirect-uri'], ...client };
}

function clientFor(alg) {
  return {
    client_id: alg.toLowerCase(),
    client_secret: options.secret,
    redirect_uris: options['redirect-uri'],
    id_token_signed_response_alg: alg,
    ...(more.refreshTokens ? { grant_types: ['authorization_code', 'refresh_token'] } : {}),
  };
}

// A refresh token for everybody; each works once, and one that comes twice ends its grant.
const refreshing = more.refreshTokens
  ? { issueRefreshToken: async () => true, rotateRefreshToken: () => true, ttl: { AccessToken: more.accessTokenLifetime } }
  : {};

function findAccount(context, sub) {
  const claims = {
    sub,
    name: sub[0].toUpperCase() + sub.slice(1),
    email: `${sub}@example.org`,
    email_verified: true,
    groups: ['staff', 'readers'],
  };
  return { accountId: sub, claims: async () => claims };
}

// What JSON can not say: a secret, and a function.
function featuresWanted() {
  const nonces = { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true };
  return {
    ...more.features,
    ...(options.certificate ? { mTLS: mutualTls } : {}),
    ...(more.dpop_nonce ? { dPoP: nonces } : {}),
  };
}

function listenForRefusals(provider) {
  for (const event of ['authorization.error', 'pushed_authorization_request.error', 'grant.error', 'userinfo.error',
    'server_error']) {
    provider.on(event, (context, error) => console.error(event, error.message, error.error_detail ?? error.error_description ?? ''));
  }
}

// RFC 8705: whose certificate the handshake has verified
const mutualTls = {
  enabled: true,
  certificateBoundAccessTokens: true,
  tlsClientAuth: true,
  selfSignedTlsClientAuth: true,
  getCertificate: (context) => context.socket.getPeerX509Certificate(),
  certificateAuthorized: (context) => context.socket.authorized,
  certificateSubjectMatches: (context, property, expected) =>
    property === 'tls_client_auth_subject_dn' && context.socket.getPeerX509Certificate().subject === expected,
};

function listen(application) {
  if (!options.certificate) return createServer(application);
  return createTlsServer({
    cert: readFileSync(options.certificate),
    key: readFileSync(options.key),
    ca: readFileSync(options['client-authorities']),
    requestCert: true,
    rejectUnauthorized: false,
  }, application);
}

const provider = new Provider(`${options.certificate ? 'https' : 'http'}://127.0.0.1:${options.port}`, {
  clients: [...algorithms.map(clientFor), ...(more.clients ?? []).map(anotherClient)],
  features: featuresWanted(),
  ...(more.clientAuthMethods ? { clientAuthMethods: more.clientAuthMethods } : {}),
  ...refreshing,
  ...(more.responseTypes ? { responseTypes: more.responseTypes } : {}),
  jwks: { keys: [...algorithms.map(newKey), ...(more.encryption ?? []).map(newEncryptionKey)] },
  enabledJWA: { idTokenSigningAlgValues: algorithms },
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
  pkce: { required: () => true },
  findAccount,
});
listenForRefusals(provider);
listen(provider.callback()).listen(Number(options.port), '127.0.0.1', () => console.log('ready'));
