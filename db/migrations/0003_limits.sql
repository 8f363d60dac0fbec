CREATE TABLE "key_rates" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"asked" integer NOT NULL,
	"granted" integer NOT NULL,
	"per_second" integer,
	"per_minute" integer,
	"per_day" integer,
	"second_used" integer NOT NULL,
	"minute_used" integer NOT NULL,
	"day_used" integer NOT NULL,
	"second_ends_at" timestamp (3) with time zone NOT NULL,
	"minute_ends_at" timestamp (3) with time zone NOT NULL,
	"day_ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "rate_per_second" integer;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "rate_per_minute" integer;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "rate_per_day" integer;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "projects" text[];--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "environments" text[];--> statement-breakpoint
ALTER TABLE "key_rates" ADD CONSTRAINT "key_rates_key_id_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."keys"("id") ON DELETE no action ON UPDATE no action;