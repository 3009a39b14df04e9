// Directives of nginx that are right in a configuration and change nothing that can be seen in this world.
export const ignoredDirectives: ReadonlySet<string> = new Set(
  `user worker_processes worker_connections error_log pid events daemon worker_rlimit_nofile sendfile tcp_nopush tcp_nodelay gzip gzip_types
   gzip_vary gzip_min_length gzip_proxied keepalive_requests client_max_body_size client_body_buffer_size client_body_timeout client_header_timeout
   send_timeout large_client_header_buffers charset etag proxy_http_version proxy_buffering proxy_buffers proxy_buffer_size proxy_busy_buffers_size
   proxy_send_timeout proxy_redirect proxy_cache proxy_next_upstream proxy_next_upstream_tries proxy_pass_request_headers proxy_hide_header
   proxy_request_buffering proxy_ignore_headers resolver resolver_timeout server_names_hash_bucket_size server_names_hash_max_size
   types_hash_max_size map_hash_bucket_size reset_timedout_connection log_not_found open_file_cache port_in_redirect absolute_redirect
   server_name_in_redirect expires multi_accept use lingering_close tcp_nopush aio directio output_buffers if_modified_since merge_slashes
   underscores_in_headers ignore_invalid_headers recursive_error_pages chunked_transfer_encoding internal load_module env worker_shutdown_timeout`
    .trim()
    .split(/\s+/),
);
