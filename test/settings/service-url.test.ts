import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceUrlAllowed } from '../../shared/settings.ts';

const serviceHosts = ['smba.trafficmanager.net', 'other.example.org:8443'];
const deployed = { local: false, serviceHosts };
const local = { local: true, serviceHosts };

test('https on a host of the list is allowed', () => {
  for (const url of [
    'https://smba.trafficmanager.net/teams/',
    'https://SMBA.trafficmanager.net:443/emea/7f2c2c9b/',
    'https://other.example.org:8443',
  ]) {
    assert.equal(serviceUrlAllowed(deployed, url), true, url);
  }
});

test('anything else is not', () => {
  for (const url of [
    'http://smba.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net:8443/teams/',
    'https://smba.trafficmanager.net.example.org/',
    'https://evil.smba.trafficmanager.net/',
    'https://smba.trafficmanager.net@example.org/',
    'https://user:pass@smba.trafficmanager.net/',
    'https://example.org/smba.trafficmanager.net',
    'https://example.org?smba.trafficmanager.net',
    'https://other.example.org/',
    'ftp://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net./',
    'https://ｓmba.trafficmanager.net/',
    'https://smba%2etrafficmanager.net/',
    'https://smba.traffic\tmanager.net/',
    'https:\\\\smba.trafficmanager.net/',
    'https:smba.trafficmanager.net/',
    'https://smba.trafficmanager.net/?host=example.org',
    'https://smba.trafficmanager.net/#example.org',
    'https://smba.trafficmanager.net/teams/\n',
    'smba.trafficmanager.net',
    '//smba.trafficmanager.net/',
    '',
  ]) {
    assert.equal(serviceUrlAllowed(deployed, url), false, url);
    assert.equal(serviceUrlAllowed(local, url), false, url);
  }
});

test('this machine is allowed in local mode only', () => {
  for (const url of ['http://127.0.0.1:3978/', 'http://localhost/teams', 'http://[::1]:80/', 'https://localhost:1/']) {
    assert.equal(serviceUrlAllowed(local, url), true, url);
    assert.equal(serviceUrlAllowed(deployed, url), false, url);
  }
  for (const url of [
    'http://10.0.0.1/',
    'http://localhost.example.org/',
    'http://127.0.0.1@example.org/',
    'file://localhost/etc',
  ]) {
    assert.equal(serviceUrlAllowed(local, url), false, url);
  }
});
