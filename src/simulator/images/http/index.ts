// HTTP/1.1 over connections of the simulated network: for servers in images, curl and wget, probes and the grader.
export { type OutgoingRequest, requestHead, requestHttp } from './client.ts';
export { httpDate } from './date.ts';
export { type HeaderFields, HttpHeaders } from './headers.ts';
export { type HttpBody, HttpError, type HttpRequest, type HttpResponse, readRequest, readResponse } from './message.ts';
export { type Answer, type HttpHandler, type HttpServer, type ServedRequest, type ServeOptions, serveHttp } from './server.ts';
export { ByteSource, type ByteStream } from './source.ts';
export { reasonPhrase } from './status.ts';
