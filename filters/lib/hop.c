/* filters/lib/hop.c - the messages between send and receive: filters/send/PROTOCOL.md. */
#include "lib/hop.h"

void hop_put_number(char *to, uint64_t n)
{
	for (int i = 7; i >= 0; i--, n >>= 8)
		to[i] = (char)(n & 0xFF);
}

uint64_t hop_get_number(const char *at)
{
	uint64_t n = 0;
	for (int i = 0; i < 8; i++)
		n = n << 8 | (unsigned char)at[i];
	return n;
}

void hop_head(const struct hop *h, char head[HOP_HEAD])
{
	memset(head, 0, HOP_HEAD);
	head[0] = (char)h->type;
	head[1] = (char)h->version;
	head[2] = (char)h->highest;
	memcpy(head + 8, h->id, HOP_ID);
	hop_put_number(head + 24, h->a);
	hop_put_number(head + 32, h->b);
	hop_put_number(head + 40, h->c);
}

bool hop_read(struct text head, struct text body, struct hop *h)
{
	if (head.len != HOP_HEAD || !head.at[0] || !strchr("HWDZLEFPARhwbdapefnr", head.at[0]))
		return false;
	*h = (struct hop){ .type = (enum hop_type)head.at[0],
		               .version = (uint8_t)head.at[1],
		               .highest = (uint8_t)head.at[2],
		               .a = hop_get_number(head.at + 24),
		               .b = hop_get_number(head.at + 32),
		               .c = hop_get_number(head.at + 40),
		               .body = body };
	memcpy(h->id, head.at + 8, HOP_ID);
	switch (h->type) {
	case HOP_HELLO:
		return h->body.len > 0;
	case HOP_DATA:
		return body.len > 0 && body.len <= HOP_PIECE;
	case HOP_PACKED:
		return body.len > 0 && body.len < h->c && h->c <= HOP_PIECE;
	case HOP_END:
	case HOP_REFUSE:
	case HOP_DENY:
	case HOP_WAIT:
		return body.len <= HOP_WHY;
	case HOP_OFFER:
		return body.len > 0 && body.len <= HOP_OFFERED;
	case HOP_TAKE:
		return body.len == 0 || body.len == HOP_HASH;
	case HOP_BATCH:
		return body.len == HOP_HASH;
	case HOP_PIECE_OF:
		return body.len > 0 && body.len <= HOP_PIECE;
	case HOP_STORED:
		return body.len == 0 || body.len == 8;
	default:
		return body.len == 0;
	}
}
