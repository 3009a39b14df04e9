// Linux' numbers for TCP.

/** Milliseconds after which an unanswered SYN is sent again, then doubled (TCP_TIMEOUT_INIT). */
export const SYN_TIMEOUT_MS = 1000;
/** net.ipv4.tcp_syn_retries: connect gives up after 1+2+4+8+16+32+64 = 127 s. */
export const SYN_RETRIES = 6;
/** net.ipv4.tcp_synack_retries */
export const SYN_ACK_RETRIES = 5;
/** TCP_RTO_MIN and TCP_RTO_MAX, milliseconds. */
export const RETRANSMIT_MIN_MS = 200;
export const RETRANSMIT_MAX_MS = 120_000;
/** net.ipv4.tcp_retries2: an established connection gives up after about 924 s. */
export const DATA_RETRIES = 15;
/** Retries after which an orphan, one that its program has closed, is forgotten (net.ipv4.tcp_orphan_retries = 0 means 8). */
export const ORPHAN_RETRIES = 8;
/** net.ipv4.tcp_fin_timeout: how long a closed connection waits for the peer's FIN. */
export const FIN_TIMEOUT_MS = 60_000;
/** Bytes of an Ethernet frame that are left for data (1500 - 20 - 32). */
export const SEGMENT_BYTES = 1448;
/** Receive buffer (net.ipv4.tcp_rmem, default). */
export const WINDOW_BYTES = 131_072;
/** What a program may have written ahead of the acknowledgements (net.ipv4.tcp_wmem, default). */
export const SEND_BUFFER_BYTES = 65_536;
/** net.core.somaxconn */
export const BACKLOG = 4096;
