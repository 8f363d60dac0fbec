CREATE FUNCTION key_name_parts(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array(SELECT DISTINCT substr(lower(name), place, length) FROM generate_series(1, char_length(name)) AS place, generate_series(1, 2) AS length)
$$;
--> statement-breakpoint
CREATE TABLE "old_secret_uses" (
	"key_id" uuid NOT NULL,
	"rotated_at" timestamp (3) with time zone NOT NULL,
	"count" bigint NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"last_address" text,
	"last_user_agent" text,
	CONSTRAINT "old_secret_uses_key_id_rotated_at_pk" PRIMARY KEY("key_id","rotated_at")
);
--> statement-breakpoint
DROP INDEX "keys_list";--> statement-breakpoint
DROP INDEX "keys_own_list";--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "last_used_on" date;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "ends_at" timestamp (3) with time zone GENERATED ALWAYS AS (least(revoked_at, expires_at)) STORED;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "name_parts" text[] GENERATED ALWAYS AS (key_name_parts(name)) STORED;--> statement-breakpoint
ALTER TABLE "old_secret_uses" ADD CONSTRAINT "old_secret_uses_key_id_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "keys_name" ON "keys" USING btree ("organization_id",lower("name") collate "C","id");--> statement-breakpoint
CREATE INDEX "keys_end" ON "keys" USING btree ("organization_id","ends_at","id");--> statement-breakpoint
CREATE INDEX "keys_use" ON "keys" USING btree ("organization_id","last_used_on","created_at","id");--> statement-breakpoint
CREATE INDEX "keys_type_list" ON "keys" USING btree ("organization_id","type","created_at","id");--> statement-breakpoint
CREATE INDEX "keys_endless" ON "keys" USING btree ("organization_id","created_at","id") WHERE expires_at is null;--> statement-breakpoint
CREATE INDEX "keys_disabled" ON "keys" USING btree ("organization_id","created_at","id") WHERE disabled_at is not null;--> statement-breakpoint
CREATE INDEX "keys_name_parts" ON "keys" USING gin ("name_parts");--> statement-breakpoint
CREATE INDEX "keys_scope" ON "keys" USING gin ("scopes");--> statement-breakpoint
CREATE INDEX "keys_list" ON "keys" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "keys_own_list" ON "keys" USING btree ("organization_id","created_by","created_at","id");