/** How requests are sent: over the network, or into a server in this process. */
export type Fetch = (request: Request) => Promise<Response>;
