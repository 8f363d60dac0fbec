CREATE TABLE "peppers" (
	"version" integer PRIMARY KEY NOT NULL,
	"mark" text NOT NULL
);
