# docker build -t incident-console .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# What restoring needs comes first, so that an edit of the code does not fetch every package again.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt ./
COPY src/IncidentConsole.Core/IncidentConsole.Core.csproj src/IncidentConsole.Core/
COPY src/IncidentConsole/IncidentConsole.csproj src/IncidentConsole/
COPY src/PracticeTarget/PracticeTarget.csproj src/PracticeTarget/
RUN dotnet restore src/IncidentConsole --use-current-runtime -p:PublishReadyToRun=true
COPY src src
COPY wwwroot wwwroot
COPY runbooks runbooks
COPY scripts scripts
RUN dotnet publish src/IncidentConsole --configuration Release --no-restore --output /app \
    --use-current-runtime --self-contained false -p:PublishReadyToRun=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Steps run in bash, in a session of their own (setsid, of util-linux), with coreutils. curl asks for the health and
# calls what an SOP calls; postgresql-client gives psql, pg_dump and pg_restore for restoring, gpg encrypts evidence; tini reaps what a
# step leaves behind. A team whose steps need more (the Vercel CLI and its Node.js) adds it in an image built on this one.
RUN apt-get update \
    && apt-get install -y --no-install-recommends bash coreutils curl gpg postgresql-client procps tini util-linux \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir /data && chown app:app /data
COPY --from=build /app /app
WORKDIR /app
USER app
ENV ASPNETCORE_HTTP_PORTS= \
    URLS=http://0.0.0.0:5080 \
    Data__Folder=/data \
    HOME=/data
VOLUME /data
EXPOSE 5080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD curl --fail --silent --output /dev/null http://127.0.0.1:5080/healthz/ready
ENTRYPOINT ["tini", "--", "dotnet", "IncidentConsole.dll"]
