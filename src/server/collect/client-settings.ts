/**
 * What `@segment/analytics-next` asks for before it sends anything (`GET <cdnURL>/v1/projects/<key>/settings`): where to
 * send, and that no other destination, plan or middleware is to be loaded.
 */
export function describeClientSettings(writeKey: string, baseUrl: string) {
  const { host, protocol, pathname } = new URL(baseUrl);
  const apiHost = `${host}${pathname.replace(/\/$/, '')}/v1`;
  return {
    integrations: {
      'Segment.io': {
        apiKey: writeKey,
        apiHost,
        protocol: protocol.replace(':', ''),
        unbundledIntegrations: [],
        addBundledMetadata: false,
        maybeBundledConfigIds: {},
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: {
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0, host: apiHost },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
