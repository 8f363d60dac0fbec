DROP INDEX "idempotency_keys_expiry";--> statement-breakpoint
CREATE INDEX "idempotency_keys_end" ON "idempotency_keys" USING btree ("expires_at");